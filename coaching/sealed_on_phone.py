"""Private notes that wait on a phone for a line: the browser seals them so that only the portal can open them.

The page carries a public key on the curve P-256; its private half is made from FIELD_ENCRYPTION_KEY and stored
nowhere. The browser draws a key pair for each note, agrees on a secret with ours (ECDH), makes a key of it (HKDF,
RFC 5869) and seals the note with AES-256-GCM. Nobody can open it on the phone, its writer neither. The ids of the
writer and the visit are bound to it, so that it opens nowhere else. ``static/js/visit-seal.js`` is the other half.
"""

import base64
import binascii
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from cmsportal.encryption import Unreadable

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2, section 2.4.2)
POINT, NONCE = 65, 12  # bytes of a public key, uncompressed, and of the nonce
INFO = b"cmsportal: a note sealed on a phone"


def public_key() -> str:
    """What browsers seal with: base64 of the point, uncompressed."""
    point = (
        _private(settings.FIELD_ENCRYPTION_KEY)
        .public_key()
        .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return base64.b64encode(point).decode()


def context_of(user: Any, visit_id: Any) -> str:
    """What a note is sealed for."""
    return f"{user.pk}:{visit_id}"


def open_from_phone(sealed: str, context: str) -> str:
    """The note. Raises Unreadable: garbled, for somebody else, or sealed for a key that is no longer held."""
    try:
        packed = base64.b64decode(sealed, validate=True)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, packed[:POINT])
    except (binascii.Error, ValueError) as problem:
        raise Unreadable("no note that a phone sealed") from problem
    nonce, body = packed[POINT : POINT + NONCE], packed[POINT + NONCE :]
    for key in (settings.FIELD_ENCRYPTION_KEY, *settings.FIELD_ENCRYPTION_KEY_FALLBACKS):
        shared = _private(key).exchange(ec.ECDH(), theirs)
        cipher = AESGCM(HKDF(SHA256(), 32, salt=packed[:POINT], info=INFO).derive(shared))
        try:
            return cipher.decrypt(nonce, body, context.encode()).decode()
        except (InvalidTag, ValueError):
            continue
    raise Unreadable("sealed for another key, person or visit")


def _private(key: str) -> ec.EllipticCurvePrivateKey:
    """From a key of the environment; 48 bytes, so that the remainder favours no number (FIPS 186-5, A.2.1)."""
    drawn = HKDF(SHA256(), 48, salt=None, info=INFO).derive(base64.urlsafe_b64decode(key))
    return ec.derive_private_key(int.from_bytes(drawn) % (ORDER - 1) + 1, CURVE)
