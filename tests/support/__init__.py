"""What the tests stand on: databases, a movable clock, seeded chance, a running server and its clients, a browser."""
