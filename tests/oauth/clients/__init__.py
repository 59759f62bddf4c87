"""OAuth clients: who registers them, who sees them, and what may be set of one."""
