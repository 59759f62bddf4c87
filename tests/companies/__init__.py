"""The companies of a server, as its operator sees them."""
