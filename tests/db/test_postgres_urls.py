"""What stands in a PostgreSQL URL: the hosts to try in turn, and the rest for the driver, which names no host."""

import re

import pytest

from handfast.db.postgres_connector import Address, Host, read

HERE = (Host("h", None),)
TWO = (Host("a", None), Host("b", None))
WRITES = {"target_session_attrs": "read-write"}
TO_WRITE = "target_session_attrs=read-write"


@pytest.fixture(autouse=True)
def nothing_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have set it for a server of theirs."""
    monkeypatch.delenv("PGTARGETSESSIONATTRS", raising=False)


READ = {
    # Who, and to which database: the path goes first, then the options.
    "postgresql://": Address((Host(None, None),), None, None, "postgresql://", {}),
    "postgresql:///d": Address((Host(None, None),), "d", None, "postgresql:///d", {}),
    "postgres://h": Address(HERE, None, None, "postgresql://", {}),
    "postgresql://h/": Address(HERE, None, None, "postgresql://", {}),
    "postgresql://h?": Address(HERE, None, None, "postgresql://", {}),
    "postgresql://@h/d": Address(HERE, "d", None, "postgresql:///d", {}),
    "postgresql://u@h/d": Address(HERE, "d", "u", "postgresql://u@/d", {}),
    "postgresql://u:p@h/d": Address(HERE, "d", "u", "postgresql://u:p@/d", {}),
    "postgresql://u:p:q@h/d": Address(HERE, "d", "u", "postgresql://u:p%3Aq@/d", {}),
    "postgresql://:p@h/d": Address(HERE, "d", None, "postgresql://:p@/d", {}),
    "postgresql://a%40b%3Ac:p%2Fq@h/d%3Fe": Address(HERE, "d?e", "a@b:c", "postgresql://a%40b%3Ac:p%2Fq@/d%3Fe", {}),
    "postgresql://u@h/d/": Address(HERE, "d/", "u", "postgresql://u@/d%2F", {}),
    "postgresql://h?user=u": Address(HERE, None, "u", "postgresql://?user=u", {"user": "u"}),
    "postgresql://u@h/?user=v": Address(HERE, None, "u", "postgresql://u@?user=v", {"user": "v"}),
    "postgresql://u:[hun#ter]\n2@h/d#1": Address(HERE, "d#1", "u", "postgresql://u:%5Bhun%23ter%5D%0A2@/d%231", {}),
    "postgresql://h/?dbname=d": Address(HERE, "d", None, "postgresql://?dbname=d", {"dbname": "d"}),
    "postgresql://h?password=a+b%20c": Address(HERE, None, None, "postgresql://?password=a%2Bb+c", {"password": "a+b c"}),
    "postgresql://h?dbname=d": Address(HERE, "d", None, "postgresql://?dbname=d", {"dbname": "d"}),
    "postgresql://h?database=d": Address(HERE, "d", None, "postgresql://?database=d", {"database": "d"}),
    "postgresql://h/d?dbname=e": Address(HERE, "d", None, "postgresql:///d?dbname=e", {"dbname": "e"}),
    "postgresql://h?database=e&dbname=d": Address(HERE, "d", None, "postgresql://?database=e&dbname=d", {"database": "e", "dbname": "d"}),
    # Options: the last one of a name, an empty one too, and written so that the driver reads what was read here.
    "postgresql://h/d?sslmode=require": Address(HERE, "d", None, "postgresql:///d?sslmode=require", {"sslmode": "require"}),
    "postgresql://h/d?sslmode=prefer&sslmode=disable": Address(HERE, "d", None, "postgresql:///d?sslmode=disable", {"sslmode": "disable"}),
    "postgresql://h/d?application_name=": Address(HERE, "d", None, "postgresql:///d?application_name=", {"application_name": ""}),
    "postgresql://h/d?options=-c%20a%3D%26": Address(HERE, "d", None, "postgresql:///d?options=-c+a%3D%26", {"options": "-c a=&"}),
    "postgresql://h/d?password=p%3F/@:": Address(HERE, "d", None, "postgresql:///d?password=p%3F%2F%40%3A", {"password": "p?/@:"}),
    # Hosts and ports.
    "postgresql://h:1/d": Address((Host("h", 1),), "d", None, "postgresql:///d", {}),
    "postgresql://h:65535/d": Address((Host("h", 65_535),), "d", None, "postgresql:///d", {}),
    "postgresql://h:/d": Address(HERE, "d", None, "postgresql:///d", {}),
    "postgresql://:5/d": Address((Host(None, 5),), "d", None, "postgresql:///d", {}),
    "postgresql://X:5/d": Address((Host("X", 5),), "d", None, "postgresql:///d", {}),
    "postgresql://u@[::1]/d": Address((Host("::1", None),), "d", "u", "postgresql://u@/d", {}),
    "postgresql://[fe80::1%25eth0]:5/d": Address((Host("fe80::1%eth0", 5),), "d", None, "postgresql:///d", {}),
    "postgresql://%2Frun%2Fpg/d": Address((Host("/run/pg", None),), "d", None, "postgresql:///d", {}),
    "postgresql://%2Frun%2Fpg:5/d": Address((Host("/run/pg", 5),), "d", None, "postgresql:///d", {}),
    "postgresql://%2Frun%2Fp%40g:5/d": Address((Host("/run/p@g", 5),), "d", None, "postgresql:///d", {}),
    "postgresql:///d?host=/run/pg&port=5": Address((Host("/run/pg", 5),), "d", None, "postgresql:///d", {}),
    "postgresql://g:4/d?host=h": Address(HERE, "d", None, "postgresql:///d", {}),
    "postgresql://h/d?host=": Address(HERE, "d", None, "postgresql:///d", {}),
    "postgresql://h:4/d?port=5": Address((Host("h", 5),), "d", None, "postgresql:///d", {}),
    "postgresql://h:4/d?port=": Address((Host("h", 4),), "d", None, "postgresql:///d", {}),
    # Of several hosts the one that takes writes, unless something else is asked for.
    "postgresql://a,b/d": Address(TWO, "d", None, f"postgresql:///d?{TO_WRITE}", WRITES),
    "postgresql://a:1,b:2/d": Address((Host("a", 1), Host("b", 2)), "d", None, f"postgresql:///d?{TO_WRITE}", WRITES),
    "postgresql://a:1,b:2/d?port=3,": Address((Host("a", 3), Host("b", 2)), "d", None, f"postgresql:///d?{TO_WRITE}", WRITES),
    "postgresql://a,b/d?port=3": Address((Host("a", 3), Host("b", 3)), "d", None, f"postgresql:///d?{TO_WRITE}", WRITES),
    "postgresql:///d?host=/x,b,&port=3,4,5": Address(
        (Host("/x", 3), Host("b", 4), Host(None, 5)), "d", None, f"postgresql:///d?{TO_WRITE}", WRITES
    ),
    "postgresql://a,b?target_session_attrs=any": Address(
        TWO, None, None, "postgresql://?target_session_attrs=any", {"target_session_attrs": "any"}
    ),
}


def _name(url: str) -> str:
    """An id that a command line can carry."""
    return re.sub("[^!-~]", "?", url)


@pytest.mark.parametrize(("url", "address"), READ.items(), ids=map(_name, READ))
def test_a_url_is_read(url: str, address: Address) -> None:
    assert read(url) == address


@pytest.mark.parametrize(
    "ignored",
    [
        "connect_timeout=2",
        "tcp_user_timeout=2",
        "keepalives=1",
        "keepalives_idle=2",
        "keepalives_interval=2",
        "keepalives_count=2",
        "load_balance_hosts=random",
        "fallback_application_name=x",
        "client_encoding=auto",
        "sslcompression=0",
        "sslsni=1",
        "gssdelegation=0",
        "channel_binding=prefer",
        "gssencmode=prefer",
        "replication=false",
    ],
)
def test_an_option_that_means_nothing_here_is_left_out(ignored: str) -> None:
    assert read(f"postgresql://h/d?{ignored}&sslmode=disable") == read("postgresql://h/d?sslmode=disable")
    # Alone it leaves not even the question mark.
    assert read(f"postgresql://h/d?{ignored}").rest == "postgresql:///d"


def test_what_the_surroundings_ask_of_a_host_goes_before_the_habit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGTARGETSESSIONATTRS", "any")
    assert read("postgresql://a,b/d") == Address(TWO, "d", None, "postgresql:///d", {})


LIKE = "it must be like postgresql://user:password@host:5432/name"
HOST = "its host cannot be recognised: put an IPv6 address in brackets, and write @ : / in a user or password as %40 %3A %2F"
PORT = "its port is not a number between 1 and 65535; if there is none, write @ : / in a user or password as %40 %3A %2F"
LEAVE_OUT = "is not supported: leave it out of HANDFAST_DATABASE_URL"

REFUSED = {
    "": LIKE,
    "u:hunter2@h/d": LIKE,
    "mysql://u:hunter2@h/d": LIKE,
    "postgresql:u:hunter2@h/d": LIKE,
    "postgresql+asyncpg://u:hunter2@h/d": LIKE,
    "postgresql://u:hunter2@::1/d": HOST,
    "postgresql://u:hun@ter2@h/d": HOST,
    "postgresql://u:hunter2@h:1:2/d": HOST,
    "postgresql://u:hunter2@h:0/d": PORT,
    "postgresql://u:hunter2@h:65536/d": PORT,
    "postgresql://u:hunter2@h:-1/d": PORT,
    "postgresql://u:hunter2@h:+1/d": PORT,
    "postgresql://u:hunter2@h:1e3/d": PORT,
    "postgresql://u:hunter2@h:\u0661/d": PORT,  # a digit, and none of ASCII
    "postgresql://u:hun/ter2@h/d": PORT,
    "postgresql://u:hunter2@%2Frun:x/d": PORT,
    "postgresql://u:hunter2@a,b:x/d": PORT,
    "postgresql://u:hunter2@h/d?port=x": PORT,
    "postgresql://u:hunter2@h/d?port=1,2": "it names 1 hosts and 2 ports",
    "postgresql://u:hunter2@a,b,c/d?port=1,2": "it names 3 hosts and 2 ports",
    "postgresql://u:hunter2@h/d?channel_binding=require": f"channel_binding {LEAVE_OUT}",
    "postgresql://u:hunter2@h/d?gssencmode=require": f"gssencmode {LEAVE_OUT}",
    "postgresql://u:hunter2@h/d?replication=true": f"replication {LEAVE_OUT}",
    "postgresql://u:hunter2@h/d?replication=on": f"replication {LEAVE_OUT}",
    "postgresql://u:hunter2@h/d?replication=yes": f"replication {LEAVE_OUT}",
    "postgresql://u:hunter2@h/d?replication=1": f"replication {LEAVE_OUT}",
    "postgresql://u:hunter2@h/d?replication=database": f"replication {LEAVE_OUT}",
}


@pytest.mark.parametrize(("url", "sentence"), REFUSED.items(), ids=map(_name, REFUSED))
def test_what_cannot_be_read_is_said_in_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=rf"\A{re.escape(sentence)}\Z"):
        read(url)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        (Host(None, None), "its socket"),
        (Host(None, 5), "its socket"),
        (Host("h", None), "h"),
        (Host("h", 5), "h:5"),
        (Host("::1", None), "[::1]"),
        (Host("::1", 5), "[::1]:5"),
        (Host("/run/pg", 5), "/run/pg:5"),
    ],
)
def test_a_host_is_shown_as_it_is_written(host: Host, shown: str) -> None:
    assert str(host) == shown


def test_an_address_shows_no_password() -> None:
    address = read("postgresql://u:hunter2@a:1,b/d?sslpassword=hunter3")
    assert str(address) == "a:1, b"
    assert repr(address) == "Address(hosts=(Host(name='a', port=1), Host(name='b', port=None)), database='d', user='u')"
