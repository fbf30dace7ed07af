"""Who has which role next time. Pure: earlier meetings are handed in, nothing is read.

Each role goes to whoever has waited longest for it, so that everybody comes round. Over time each person has each
role equally often, whoever joins or leaves. A role that a person chose stays with whom they chose.
"""

from collections.abc import Hashable, Mapping, Sequence

Person = Hashable
Role = str


def next_roles(
    roles: Sequence[Role],
    people: Sequence[Person],
    earlier: Sequence[Mapping[Role, Person]],
    chosen: Mapping[Role, Person] | None = None,
) -> dict[Role, Person]:
    """Share out the roles of one meeting.

    Args:
        roles: in the order in which they are given away.
        people: those who can take one, in an order of their own that decides where all else is equal.
        earlier: the roles of earlier meetings, the oldest first.
        chosen: roles that are settled; they are left as they are, also for somebody not among ``people``.

    Returns:
        Every role with its person; nobody has two while somebody has none. Empty for a team of nobody.
    """
    given = dict(chosen or {})
    place = {person: number for number, person in enumerate(people)}
    for role in roles:
        if role in given or not people:
            continue
        busy = list(given.values())
        given[role] = min(
            people,
            key=lambda person: (
                busy.count(person),
                _last(earlier, role, person),
                _load(earlier, person),
                place[person],
            ),
        )
    return {role: given[role] for role in roles if role in given}


def _last(earlier: Sequence[Mapping[Role, Person]], role: Role, person: Person) -> int:
    """The number of the meeting in which the person last had the role; -1 for never."""
    return max((number for number, meeting in enumerate(earlier) if meeting.get(role) == person), default=-1)


def _load(earlier: Sequence[Mapping[Role, Person]], person: Person) -> int:
    """How many roles of any kind the person has had."""
    return sum(list(meeting.values()).count(person) for meeting in earlier)
