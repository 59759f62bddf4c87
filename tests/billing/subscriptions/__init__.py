"""Which subscription counts, and who sets it."""
