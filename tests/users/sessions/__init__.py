"""Signing in, and how long it lasts."""
