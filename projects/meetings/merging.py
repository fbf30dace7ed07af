"""Two people write the same notes at once: both texts are kept. Pure.

A three-way merge of words: each text is compared with the one that both began from. Where they changed different
places, each change goes to its place. Where they changed the same place, both texts stand one after the other:
nothing that somebody typed is dropped, and whoever reads it can tidy up. What only one of them took out goes.
"""

import re
from collections import Counter
from difflib import SequenceMatcher

_PIECES = re.compile(r"\n|[^\S\n]+|[^\s]+")
# Equal pieces of two texts, each with each. The longest notes in plain English have fewer. To compare the same few
# words over and over would take minutes, in which nobody else could write: such texts stand one after the other.
MOST_PAIRS = 1_500_000
Edit = tuple[int, int, list[str]]  # from and up to which piece of the base, and what stands there now


def merge(base: str, theirs: str, mine: str) -> str:
    """``mine`` brought into ``theirs``, both of which began from ``base``."""
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    start, one, two = _pieces(base), _pieces(theirs), _pieces(mine)
    if max(_pairs(start, one), _pairs(start, two)) > MOST_PAIRS:
        return "".join(_both([], one, two))
    first, second = _edits(start, one), _edits(start, two)
    merged: list[str] = []
    at = 0
    while first or second:
        begin, end, of_first, of_second = _next_place(first, second)
        merged += start[at:begin]
        ours = _applied(start, begin, end, of_first)
        yours = _applied(start, begin, end, of_second)
        merged += _both(start[begin:end], ours, yours)
        at = end
    return "".join(merged + start[at:])


def _pieces(text: str) -> list[str]:
    return _PIECES.findall(text)


def _pairs(one: list[str], two: list[str]) -> int:
    there = Counter(two)
    return sum(count * there[piece] for piece, count in Counter(one).items())


def _edits(base: list[str], text: list[str]) -> list[Edit]:
    changes = SequenceMatcher(a=base, b=text, autojunk=False).get_opcodes()
    return [(a, b, text[c:d]) for kind, a, b, c, d in changes if kind != "equal"]


def _next_place(first: list[Edit], second: list[Edit]) -> tuple[int, int, list[Edit], list[Edit]]:
    """The next stretch of the base that somebody changed; the edits of both that touch it are taken off."""
    begin = min(edits[0][0] for edits in (first, second) if edits)
    end = begin
    taken: tuple[list[Edit], list[Edit]] = ([], [])
    grows = True
    while grows:
        grows = False
        for edits, into in zip((first, second), taken, strict=True):
            while edits and (edits[0][0] < end or edits[0][0] == begin or _meets(edits[0], end, taken)):
                edit = edits.pop(0)
                into.append(edit)
                end = max(end, edit[1])
                grows = True
    return begin, end, *taken


def _meets(edit: Edit, end: int, taken: tuple[list[Edit], list[Edit]]) -> bool:
    """Two insertions at one place meet; an edit that begins where another ended does not."""
    return any(other[0] == other[1] == end and edit[0] == end for edits in taken for other in edits)


def _applied(base: list[str], begin: int, end: int, edits: list[Edit]) -> list[str]:
    """What one of them has in the stretch."""
    found: list[str] = []
    at = begin
    for start, stop, text in edits:
        found += base[at:start] + text
        at = stop
    return found + base[at:end]


def _both(base: list[str], one: list[str], two: list[str]) -> list[str]:
    if one == two or two == base:
        return one
    if one == base:
        return two
    if not one or not two:
        return one or two  # one took out what the other reworded: the words stay
    if _holds(one, two):
        return one  # sent twice: it has arrived already
    if _holds(two, one):
        return two
    whole, other = "".join(one), "".join(two)
    gap = "" if whole[-1].isspace() or other[0].isspace() else ("\n" if "\n" in whole + other else " ")
    return [*one, gap, *two]


def _holds(text: list[str], part: list[str]) -> bool:
    """Whether the words of ``part`` stand in ``text``, one after the other."""
    words, wanted = _words(text), _words(part)
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words) - len(wanted) + 1))


def _words(pieces: list[str]) -> list[str]:
    return [piece for piece in pieces if not piece.isspace()]
