"""How a client is set to this server, against the vectors that the client itself reads."""

import base64
import json

from handfast.kernel.ids import TenantId
from handfast.rustdesk.configuration import Configuration, api_address, reversed_string

OURS = "QfiIiOikXZrJCLi02bj5SZsBXbhhXZuIXahB3LvozcwRHdoJiOikGchJCLiIiOikXYsVmciwiIiojI0N3boJye"
UPSTREAM = "0nI900VsFHZVBVdIlncwpHS4V0bOZ0dtVldrpVO4JHdCp0YV5WdzUGZzdnYRVjI6ISeltmIsISMuEjLx4SMiojI0N3boJye"


def read(string: str) -> object:
    """As the client reads it: back to front, padded again."""
    forwards = string[::-1]
    return json.loads(base64.urlsafe_b64decode(forwards + "=" * (-len(forwards) % 4)))


def test_the_string_is_the_one_the_client_expects() -> None:
    configuration = Configuration(host="", key="", relay="", api="https://pair.example.com")
    assert configuration.config_string == OURS
    assert read(OURS) == {"host": "", "relay": "", "api": "https://pair.example.com", "key": ""}


def test_the_upstream_vector_is_made_and_read_alike() -> None:
    options = {"host": "1.1.1.1", "key": "5Qbwsde3unUcJBtrx9ZkvUmwFNoExHzpryHuPUdqlWM="}
    assert reversed_string(json.dumps(options, separators=(",", ":"))) == UPSTREAM
    assert read(UPSTREAM) == options


def test_a_string_never_ends_in_padding() -> None:
    """The client's command line refuses the padding that its own export leaves at the front."""
    for length in range(8):
        configuration = Configuration(host="h" * length, key="", relay="", api="")
        assert "=" not in configuration.config_string


def test_the_picture_says_config_and_json() -> None:
    configuration = Configuration("id.example.com", "KEY=", "relay.example.com", "https://pair.example.com/t/1")
    prefix, _, options = configuration.config_json.partition("=")
    assert prefix == "config"
    assert json.loads(options) == {
        "host": "id.example.com",
        "key": "KEY=",
        "api": "https://pair.example.com/t/1",
        "relay": "relay.example.com",
    }
    assert configuration.qr_svg.startswith("<svg")
    assert configuration.option_line == "rustdesk --option api-server https://pair.example.com/t/1"


def test_the_address_names_the_tenant() -> None:
    assert api_address("https://pair.example.com", TenantId("0a")) == "https://pair.example.com/t/0a"
