"""The devices and customers of the demo's history. Addresses are from the ranges reserved for documentation (RFC 5737)."""

from dataclasses import dataclass
from typing import Literal

from handfast.kernel.ids import RustdeskId

SHOP, OFFICE = "203.0.113.20", "198.51.100.7"

IPAD = ("iPadOS", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15")
ANDROID = ("Android", "Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36")
WINDOWS = ("Windows", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36")
LINUX = ("Linux", "Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36")


@dataclass(frozen=True, slots=True)
class Tablet:
    """A browser that was paired."""

    name: str
    model: tuple[str, str]
    paired_days_ago: float
    silent_for_hours: float | None = None
    """None: it sends heartbeats while the demo runs."""
    ends: Literal["stays", "disabled", "deleted"] = "stays"
    address: str = SHOP


TABLETS = (
    Tablet("Bar iPad", IPAD, 34),
    Tablet("Kitchen screen 1", LINUX, 34),
    Tablet("Kitchen screen 2", LINUX, 34),
    Tablet("Pass display", LINUX, 33.5),
    Tablet("Till 1", WINDOWS, 33),
    Tablet("Till 2", WINDOWS, 33),
    Tablet("Till 13", WINDOWS, 12),
    Tablet("Waiter 1", ANDROID, 30),
    Tablet("Waiter 2", ANDROID, 30),
    Tablet("Waiter 3", ANDROID, 30, silent_for_hours=9),
    Tablet("Waiter 4", ANDROID, 29),
    Tablet("Waiter 5", ANDROID, 21, silent_for_hours=14),
    Tablet("Waiter 6", ANDROID, 21, ends="disabled", silent_for_hours=70),
    Tablet("Terrace 1", IPAD, 18, silent_for_hours=26),
    Tablet("Terrace 2", IPAD, 18),
    Tablet("Terrace 3", IPAD, 17.5, silent_for_hours=26.1),
    Tablet("Host stand", IPAD, 28),
    Tablet("Delivery desk", ANDROID, 15),
    Tablet("Stock room", ANDROID, 14, silent_for_hours=55),
    Tablet("Menu board left", LINUX, 25),
    Tablet("Menu board right", LINUX, 25),
    Tablet("Wine cellar", IPAD, 11, silent_for_hours=120),
    Tablet("Office PC", WINDOWS, 20, address=OFFICE),
    Tablet("Old bar iPad", IPAD, 34.5, silent_for_hours=700, ends="deleted"),
    Tablet("Test tablet", ANDROID, 9, silent_for_hours=190, ends="deleted"),
    Tablet("Lost on the tram", ANDROID, 16, silent_for_hours=60, ends="disabled"),
)
WAITING = (Tablet("Pop-up till", ANDROID, 0.06, address=OFFICE), Tablet("Samsung of Noor", ANDROID, 0.02, address=OFFICE))


@dataclass(frozen=True, slots=True)
class Client:
    """A RustDesk client that announced itself."""

    rustdesk_id: RustdeskId
    hostname: str
    os: str
    days_ago: float
    silent_for_hours: float | None = None
    exempt: str = ""
    in_conflict: bool = False


CLIENTS = (
    Client(RustdeskId("1482067731"), "samsung-SM-A546B", "android / Android 14", 31),
    Client(RustdeskId("1533910046"), "Pixel-8", "android / Android 15", 24),
    Client(RustdeskId("512604118"), "LAPTOP-ILSE", "windows / Windows 11", 27),
    Client(RustdeskId("348117902"), "DESKTOP-JONAS", "windows / Windows 10", 26, silent_for_hours=5),
    Client(RustdeskId("1607745523"), "moto-g54", "android / Android 14", 13, silent_for_hours=80),
    Client(RustdeskId("274410985"), "PC-RECEPTION", "windows / Windows 11", 22),
    Client(RustdeskId("1419930027"), "Galaxy-Tab-A9", "android / Android 14", 12),
    Client(RustdeskId("655019382"), "NB-WORKSHOP", "linux / Debian 12", 10, silent_for_hours=30),
    Client(RustdeskId("1560081194"), "Redmi-Note-13", "android / Android 13", 4),
    Client(RustdeskId("730264417"), "MacBook-Air", "macos / macOS 15.1", 2),
    Client(RustdeskId("190447265"), "SERVER-RACK", "linux / Debian 12", 34, exempt="Server in the rack: nobody's own"),
    Client(RustdeskId("803355126"), "SIGNAGE-LOBBY", "windows / Windows 10", 30, exempt="Display in the lobby"),
    Client(RustdeskId("461902238"), "OLD-THINKPAD", "windows / Windows 10", 140, silent_for_hours=24 * 101),
    Client(RustdeskId("1390022518"), "Galaxy-S9", "android / Android 10", 130, silent_for_hours=24 * 95),
    Client(RustdeskId("938811640"), "PC-OFFICE-2", "windows / Windows 11", 19, in_conflict=True),
)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer who was imported from the shop, and has no password yet."""

    name: str
    email: str
    subscription: Literal["active", "past_due", "canceled", "none"]
    rustdesk_id: RustdeskId | None = None


BUYERS = (
    Buyer("Ilse Brandt", "ilse@customers.example.com", "active", RustdeskId("512604118")),
    Buyer("Jonas Weber", "jonas@customers.example.com", "active", RustdeskId("348117902")),
    Buyer("Kenji Sato", "kenji@customers.example.com", "active", RustdeskId("1482067731")),
    Buyer("Leila Haddad", "leila@customers.example.com", "past_due", RustdeskId("1533910046")),
    Buyer("Marta Nowak", "marta@customers.example.com", "canceled", RustdeskId("1607745523")),
    Buyer("Noor de Vries", "noor@customers.example.com", "active"),
    Buyer("Oskar Lind", "oskar@customers.example.com", "active"),
    Buyer("Pia Keller", "pia@customers.example.com", "none"),
)
