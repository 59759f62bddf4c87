"""What the databases promise, said once and held to both: SQLite and PostgreSQL, on real disks with fsync."""
