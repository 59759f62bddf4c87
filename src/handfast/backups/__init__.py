"""Saving an SQLite database to a file, and bringing it back.

1. `back_up` copies it beside a running server, checks the copy and gives it its name only then.
2. `restore` checks a backup, brings it to this version in a draft, ends what must not come back to life (`end_what_was_live`),
   and puts it in the place of the present database in one transaction. A kill at any moment leaves the old one or the new one.

PostgreSQL has programs of its own for both; docs/operate/backup.md names them.
"""
