import io

import segno


def qr_svg(address: str) -> bytes:
    """An address as a QR code: SVG without a size of its own, dark on white, with the quiet edge that readers need.

    Middle error correction: a code on paper is creased and splashed.
    """
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, omitsize=True, nl=False
    )
    return out.getvalue()
