"""The export of a company."""
