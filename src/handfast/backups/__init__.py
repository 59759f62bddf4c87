"""Saves an SQLite database to a file, and restores it.

1. `back_up` copies it while a server runs, checks the copy and only then gives it its name.
2. `restore` checks a backup, migrates a draft copy to this version, ends what must not become valid again (`end_what_was_live`), and
   replaces the present database with it in one transaction. If it is killed at any moment, the old or the new database is left intact.

PostgreSQL has programs of its own for both; docs/operate/backup.md names them.
"""
