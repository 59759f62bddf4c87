"""OAuth clients and the tokens of their devices."""
