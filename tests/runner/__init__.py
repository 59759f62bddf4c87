"""One use case, one commit."""
