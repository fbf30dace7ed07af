"""Addresses of pictures on a page."""

import re

SIGNED = re.compile(r"(/pictures/[\w-]+/[\w-]+/\w+/\w+)/\w+\.svg")


def pictures_on(page: str) -> list[str]:
    """Every signed address on the page, in order."""
    return [match.group(0) for match in SIGNED.finditer(page)]


def without_signatures(page: str) -> str:
    """The page without what differs from session to session in its pictures' addresses."""
    return SIGNED.sub(r"\1", page)
