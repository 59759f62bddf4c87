"""Who may do what: role x action, one pure table. Owns no table and no route; `docs/generated/permissions.md` is generated from it."""
