"""The second step of signing in: codes of an app, recovery codes, and what a stolen password is not enough for."""
