"""The QR of a pairing code: a short https link with code and token in the fragment, which browsers never send and logs never see."""

import base64
import io
from dataclasses import dataclass

import segno

from handfast.kernel.codes import normalise
from handfast.kernel.secrets import is_qr_token

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Picture:
    svg: str
    png: bytes

    @property
    def png_base64(self) -> str:
        return base64.b64encode(self.png).decode()


def link(public_url: str, code: str, token: str) -> str:
    return f"{public_url}/p#{VERSION}.{code}.{token}"


def read_link(url: str) -> tuple[str, str] | None:
    """Code and token of a link we made; None for anything else."""
    version, _, rest = url.partition("#")[2].partition(".")
    code, _, token = rest.partition(".")
    normal = normalise(code)
    return (normal, token) if version == VERSION and normal and is_qr_token(token) else None


def draw(url: str) -> Picture:
    """Draws dark on white with the quiet zone, whatever the page's theme: scanners read inverted codes badly."""
    code = segno.make(url, error="m", boost_error=True, micro=False)
    png, svg = io.BytesIO(), io.BytesIO()
    code.save(png, kind="png", scale=12, border=4)
    # The XML namespace stays in, so that the SVG also works on its own: in an <img>, or saved to a file.
    code.save(svg, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True)
    return Picture(svg.getvalue().decode().strip(), png.getvalue())
