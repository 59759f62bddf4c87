"""Passkeys: made, used alone and as a second factor, and what is refused."""
