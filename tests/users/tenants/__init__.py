"""A company and its settings."""
