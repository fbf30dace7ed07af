"""What commissioners are called, and were called."""

from datetime import date

from practices.models import Commissioner, CommissionerName

SUB_ICB_SINCE = date(2022, 7, 1)  # Health and Care Act 2022: CCGs ended, sub-ICB locations took over their codes


def kind_on(code: str, day: date) -> str:
    """The likely kind of a commissioner of which only the code is known."""
    if len(code) == 3 and code.startswith("Q"):
        return Commissioner.Kind.ICB
    return Commissioner.Kind.SUB_ICB if day >= SUB_ICB_SINCE or len(code) == 5 else Commissioner.Kind.CCG


def record_name(commissioner: Commissioner, name: str, since: date) -> bool:
    """Note that the commissioner bears this name from ``since``, and keep what it was called before.

    An older list fills in the past and leaves later names alone. ``commissioner.name`` becomes the latest name and is
    saved by the caller. True when something changed.
    """
    names = list(CommissionerName.objects.filter(commissioner=commissioner).order_by("starts_on"))
    before = [row for row in names if row.starts_on <= since]
    after = [row for row in names if row.starts_on > since]
    changed = _insert(commissioner, name, since, before[-1] if before else None, after[0] if after else None)
    latest = after[-1].name if after else name
    changed = changed or commissioner.name != latest
    commissioner.name = latest
    return changed


def _insert(
    commissioner: Commissioner,
    name: str,
    since: date,
    covering: CommissionerName | None,
    following: CommissionerName | None,
) -> bool:
    if covering is not None and covering.name == name:
        return False
    if covering is not None and covering.starts_on == since:
        covering.name = name
        covering.save(update_fields=["name"])
        return True
    if following is not None and following.name == name:
        if covering is not None:
            covering.ends_on = since
            covering.save(update_fields=["ends_on"])
        following.starts_on = since
        following.save(update_fields=["starts_on"])
        return True
    if covering is not None:
        covering.ends_on = since
        covering.save(update_fields=["ends_on"])
    ends = following.starts_on if following is not None else None
    CommissionerName.objects.create(commissioner=commissioner, name=name, starts_on=since, ends_on=ends)
    return True


def name_on(names: list[CommissionerName], day: date, otherwise: str) -> str:
    """The name on a day, from a commissioner's fetched ``names``; before the first known one, that one."""
    for row in sorted(names, key=lambda row: row.starts_on):
        if row.ends_on is None or day < row.ends_on:
            return row.name
    return otherwise
