"""When the portal will not do what was asked."""


class Refusal(Exception):
    """``str()`` is a sentence for the person who asked: what stands in the way, in plain words."""
