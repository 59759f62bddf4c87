"""What a RustDesk client has to be set to so that it speaks to this server: a QR for phones, a string, and a line for PCs.

The QR must begin with `config=`; the app takes nothing else. The string is the same JSON as base64url without padding, backwards: the
form that RustDesk's own export has, and `rustdesk --config` takes.
"""

import base64
import io
import json
from dataclasses import dataclass

import segno

from handfast.people.tenant_settings import TenantSettings


@dataclass(frozen=True, slots=True)
class Phone:
    api: str
    host: str
    key: str
    relay: str

    @property
    def json_text(self) -> str:
        wanted = {"host": self.host, "relay": self.relay, "api": self.api, "key": self.key}
        return json.dumps(wanted, separators=(",", ":"))

    @property
    def config_json(self) -> str:
        return f"config={self.json_text}"

    @property
    def config_string(self) -> str:
        return base64.urlsafe_b64encode(self.json_text.encode()).decode().rstrip("=")[::-1]

    @property
    def option_line(self) -> str:
        return f"rustdesk --option api-server {self.api}"

    @property
    def qr_svg(self) -> str:
        picture = io.BytesIO()
        code = segno.make(self.config_json, error="m", micro=False)
        code.save(picture, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True)
        return picture.getvalue().decode().strip()


def phone(public_url: str, tenant_id: str, settings: TenantSettings) -> Phone:
    """A client names no tenant, so the address does."""
    return Phone(f"{public_url}/t/{tenant_id}", settings.rustdesk_host, settings.rustdesk_key, settings.rustdesk_relay)
