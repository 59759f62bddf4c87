"""A RustDesk app shows an address, and a signed-in user approves what it asks for."""
