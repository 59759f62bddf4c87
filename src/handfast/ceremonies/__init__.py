"""The ceremonies by which a device joins an account, one folder each.

They do not import one another, except that `device_authorization` links a device by means of `linking`.
"""
