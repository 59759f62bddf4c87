"""PostgreSQL away from the happy path: how it is reached, and what happens when it is away, read-only, frozen or behind a pooler."""
