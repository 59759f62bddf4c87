"""State tables: what they say, that the program obeys them, and that their words stand nowhere else."""
