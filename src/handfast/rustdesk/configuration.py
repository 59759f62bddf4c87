"""The settings that point a RustDesk client at this server. Pure.

The text behind a QR code, which phones scan, and a string to copy, which the app or the command line of a PC imports, set all four
options. A command line for a PC whose other options stay, and the plain address, to be typed, set the API server alone. The personal
code is in none of them: no option of the client holds one.
"""

import base64
import io
import json
from dataclasses import dataclass

import segno

from handfast.kernel.ids import TenantId


@dataclass(frozen=True, slots=True)
class Configuration:
    host: str
    key: str
    relay: str
    api: str

    @property
    def config_json(self) -> str:
        """The text in the QR code. The phone's scanner requires this prefix and rejects a link as invalid."""
        options = {"host": self.host, "key": self.key, "api": self.api, "relay": self.relay}
        return "config=" + json.dumps(options, separators=(",", ":"))

    @property
    def config_string(self) -> str:
        options = {"host": self.host, "relay": self.relay, "api": self.api, "key": self.key}
        return reversed_string(json.dumps(options, separators=(",", ":")))

    @property
    def option_line(self) -> str:
        """For a PC whose other options stay as they are; it needs administrator rights there."""
        return f"rustdesk --option api-server {self.api}"

    @property
    def qr_svg(self) -> str:
        """Dark on white with its quiet zone, whatever the page's theme: inverted codes read badly."""
        svg = io.BytesIO()
        segno.make(self.config_json, error="m", boost_error=True, micro=False).save(
            svg, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True
        )
        return svg.getvalue().decode().strip()


def api_address(public_url: str, tenant_id: TenantId) -> str:
    """The API server to enter in the client. The client itself names no tenant, so the address does."""
    return f"{public_url}/t/{tenant_id}"


def reversed_string(text: str) -> str:
    """The client's own format: base64url without padding, back to front. With padding its command line refuses it."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")[::-1]
