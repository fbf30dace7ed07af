"""The standing idea box: anybody puts one in by a link or QR code, and each is answered."""
