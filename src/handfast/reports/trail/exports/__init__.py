"""The trail as a file of JSON Lines that proves itself, away from the server.

1. `export.py` reads the sealed rows in their order; the first line says of what the file is, the last one is the head: how many rows there
   are, and the number and the seal of the newest. `lines.py` makes the lines, each with a keyed digest over itself and the one before it.
2. `lines.check` reads such a file. It needs the key, but no database, and names what was changed, is missing or was cut off.
3. `anchor.py` compares the head with the database: what the file proves must still be there.
"""
