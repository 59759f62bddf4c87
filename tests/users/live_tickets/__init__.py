"""Tickets for a live connection."""
