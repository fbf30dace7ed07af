"""Who is named in a comment: '@Sam', '@Sam Whitlock'. Pure."""

import re
from collections.abc import Sequence
from typing import Any

_AT = re.compile(r"(?<![\w@.])@(?=\w)")


def named_in(text: str, people: Sequence[Any]) -> list[Any]:
    """The people whose name, whole or first name alone, stands behind an @. A first name that two share names nobody.

    Upper and lower case are the same; after the name comes no further letter.
    """
    found = []
    for at in _AT.finditer(text):
        rest = text[at.end() :].casefold()
        whole = [person for person in people if _begins(rest, person.name)]
        first = [person for person in people if _begins(rest, person.name.split(" ")[0])]
        longest = max(whole, key=lambda person: len(person.name), default=None)
        named = longest or (first[0] if len(first) == 1 else None)
        if named is not None and named not in found:
            found.append(named)
    return found


def _begins(rest: str, name: str) -> bool:
    name = name.casefold()
    return bool(name) and rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()
