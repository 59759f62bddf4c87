"""What `make` calls: set-up, locks, lints, generators."""
