"""Brings an existing SPEAR table, or the database of a lejianwen RustDesk API server, into this one.

1. `read_spear.py` and `read_lejianwen.py` turn the file into plain rows; what cannot be read is set aside with the reason.
2. `rules.py` sets aside what contradicts itself within the file: one code for two people, one device for two.
3. `import_device.py` and `import_customer.py` compare each row with what is here and write only what is missing, so a second run changes
   nothing. Without `apply` they only say what they would do.
4. `import_rows.py` imports the rows one by one and sums up the report.

Owns no table. The command is `handfast import`.
"""
