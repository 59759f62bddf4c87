"""The ways in: how each is switched off, and what is recorded of it."""

from tools.cross_device.kinds import Ceremony

CEREMONIES = (
    Ceremony(
        "a device shows a code (RFC 8628)",
        "device_authorization",
        "no device can ask, no request be approved, and what was approved is not handed out; devices that were let in go on",
        ("DEVICE_GRANT_APPROVED", "DEVICE_GRANT_DENIED", "DEVICE_GRANT_REFUSED", "DEVICE_PAIR", "DEVICE_REPAIRED", "DEVICE_TOKEN_REUSED"),
        ("ceremonies/device_authorization/test_flow.py::test_a_company_that_has_it_switched_off_lets_nobody_ask_or_approve",),
    ),
    Ceremony(
        "a manager shows a pairing code",
        "pairing",
        "no code can be made, and those that wait are good for nothing; paired devices go on",
        ("CODE_GENERATED", "DEVICE_PAIR", "DEVICE_PAIR_FAILED", "DEVICE_REPAIRED", "DEVICE_WAITING", "DEVICE_APPROVED", "DEVICE_REJECTED"),
        ("ceremonies/pairing/test_switch.py::test_pairing_that_is_switched_off_makes_no_code_and_redeems_none_and_paired_devices_go_on",),
    ),
    Ceremony(
        "a customer links a RustDesk device",
        "linking",
        "customers link and change nothing themselves; links stay, and admins may still assign devices",
        ("LINK_CLAIMED", "LINKED", "RELINKED", "UNLINKED", "LINK_REFUSED", "LINK_CONFLICT", "LINK_APPROVED"),
        (
            "ceremonies/linking/test_switch.py::test_linking_that_is_switched_off_is_refused_and_links_stay",
            "ceremonies/linking/test_switch.py::test_what_was_claimed_before_is_not_linked_by_the_device_either",
        ),
    ),
)
