"""What all stores have in common: whole rows, guards, bounds, growth, and no secret at rest. On both databases."""
