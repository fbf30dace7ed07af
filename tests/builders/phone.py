"""A phone's half: what static/js/visit-seal.js does, and a log as static/js/visits.js sends it."""

import base64
import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from tests.builders.visits import logged


def seal_as_phone(note: str, key: str, context: str) -> str:
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(key))
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    info = b"cmsportal: a note sealed on a phone"
    drawn = HKDF(SHA256(), 32, salt=point, info=info).derive(own.exchange(ec.ECDH(), theirs))
    nonce = os.urandom(12)
    return base64.b64encode(point + nonce + AESGCM(drawn).encrypt(nonce, note.encode(), context.encode())).decode()


def sending(number: int = 1, *before: int, **more: str) -> dict[str, str]:
    """A log with the name that the phone gave to this sending, and those of earlier ones."""
    names = {"sent": f"{number:032x}", "before": ",".join(f"{one:032x}" for one in before)}
    return logged(**{**names, "written": timezone.now().isoformat(), **more})
