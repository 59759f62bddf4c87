"""Each lint fails on what it is about."""
