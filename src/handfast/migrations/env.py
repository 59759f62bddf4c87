"""Alembic's entry: the caller (`db/migrating.py`) has opened the connection and its transaction."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transaction_per_migration=False, transactional_ddl=False)
context.run_migrations()
