"""State tables: what they say, and that the program obeys them."""
