"""Which customers have no device, and which devices no customer."""
