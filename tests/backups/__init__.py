"""Saving a database and bringing it back."""
