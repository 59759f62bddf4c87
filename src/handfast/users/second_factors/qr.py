"""The QR code from which an app learns the secret."""

import io

import segno

from handfast.kernel.secrets import Secret


def draw(uri: Secret) -> str:
    """An SVG, dark on white with the quiet zone, whatever the page's theme: scanners read inverted codes badly."""
    svg = io.BytesIO()
    segno.make(uri.reveal(), error="m", micro=False).save(
        svg, kind="svg", scale=6, border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True
    )
    return svg.getvalue().decode().strip()
