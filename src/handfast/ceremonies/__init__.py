"""The doors through which a device joins an account, one folder each. They do not know one another."""
