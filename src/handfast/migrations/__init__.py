"""The steps by which the schema was built, one file each. Old steps are never edited."""
