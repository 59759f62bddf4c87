"""Another installation that uses the ID of a known device."""
