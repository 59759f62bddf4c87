"""How the schema came to be, one file a step. Old steps are never edited."""
