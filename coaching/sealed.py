"""Notes that only coach and mentor may read: encrypted at rest with the key from the environment."""

from cmsportal.encryption import Unreadable, decrypt, encrypt

__all__ = ["Unreadable", "seal", "unseal"]


def seal(text: str) -> bytes | None:
    """The text encrypted; None for no text."""
    return encrypt(text) if text.strip() else None


def unseal(sealed: bytes | memoryview | None) -> str:
    """The text again. Raises Unreadable when no key of the environment fits."""
    return decrypt(bytes(sealed)) if sealed else ""
