"""The three ways in which a device is joined to an account."""
