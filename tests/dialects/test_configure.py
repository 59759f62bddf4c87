"""How a client is set to this server, against the vectors that the client itself reads."""

import base64
import json

from handfast.devices.rustdesk.phone import Phone, phone
from handfast.people.tenant_settings import TenantSettings

OURS = "QfiIiOikXZrJCLi02bj5SZsBXbhhXZuIXahB3LvozcwRHdoJiOikGchJCLiIiOikXYsVmciwiIiojI0N3boJye"
UPSTREAM = "0nI900VsFHZVBVdIlncwpHS4V0bOZ0dtVldrpVO4JHdCp0YV5WdzUGZzdnYRVjI6ISeltmIsISMuEjLx4SMiojI0N3boJye"


def read(string: str) -> object:
    """As the client reads it: back to front, padded again."""
    forwards = string[::-1]
    return json.loads(base64.urlsafe_b64decode(forwards + "=" * (-len(forwards) % 4)))


def test_the_string_is_the_one_the_client_expects() -> None:
    assert Phone(api="https://pair.example.com", host="", key="", relay="").config_string == OURS
    assert read(OURS) == {"host": "", "relay": "", "api": "https://pair.example.com", "key": ""}


def test_what_the_client_exports_is_read_the_same_way_and_ours_holds_the_same_options() -> None:
    options = {"host": "1.1.1.1", "key": "5Qbwsde3unUcJBtrx9ZkvUmwFNoExHzpryHuPUdqlWM="}
    assert read(UPSTREAM) == options
    ours = read(Phone(api="", relay="", **options).config_string)
    assert ours == options | {"relay": "", "api": ""}


def test_a_string_holds_no_padding() -> None:
    """The client's command line refuses the padding that its own export leaves at the front."""
    for length in range(8):
        assert "=" not in Phone(api="", host="h" * length, key="", relay="").config_string


def test_the_picture_says_config_and_json_and_the_address_names_the_tenant() -> None:
    set_to = phone("https://pair.example.com", "0a", TenantSettings(rustdesk_host="id.example.com", rustdesk_key="KEY="))
    prefix, _, options = set_to.config_json.partition("=")
    assert prefix == "config"
    assert json.loads(options) == {"host": "id.example.com", "key": "KEY=", "api": "https://pair.example.com/t/0a", "relay": ""}
    assert set_to.qr_svg.startswith("<svg")
    assert set_to.option_line == "rustdesk --option api-server https://pair.example.com/t/0a"
