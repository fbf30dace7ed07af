"""A row's id, signed, as the secret part of an address. Nothing is kept: who reads the table can make none."""

import base64
import binascii
from uuid import UUID

from django.core.signing import BadSignature, Signer

LONGEST = 120  # characters; a signed id takes 66


def signed_id(signer: Signer, ident: UUID) -> str:
    """The id in 22 characters, and its signature."""
    return signer.sign(base64.urlsafe_b64encode(ident.bytes).rstrip(b"=").decode())


def read_signed_id(signer: Signer, token: str) -> UUID | None:
    """The id in a token; None where ``signer`` did not make it."""
    if len(token) > LONGEST:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(signer.unsign(token) + "=="))
    except (BadSignature, binascii.Error, ValueError):
        return None
