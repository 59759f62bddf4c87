"""Many connections at once, and what must still be true afterwards."""
