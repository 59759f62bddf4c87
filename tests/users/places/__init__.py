"""Places that people sign in from."""
