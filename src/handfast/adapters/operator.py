"""Who runs a command."""

import getpass


def at_machine() -> str:
    """The name of the system's user, for the trail."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
