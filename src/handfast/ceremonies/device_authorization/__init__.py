"""A device shows an address, and a signed-in user approves what it asks for.

`rustdesk/` is «Continue with Handfast» in the RustDesk app.
"""
