"""Fresh secrets for an installation, as lines for its environment."""

import base64
import secrets
import sys


def fresh_keys() -> dict[str, str]:
    """SECRET_KEY (signing) and FIELD_ENCRYPTION_KEY (32 bytes in URL-safe base64, as Fernet takes them)."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_ENCRYPTION_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }


def main() -> None:
    for name, value in fresh_keys().items():
        sys.stdout.write(f"{name}={value}\n")
