"""Which RustDesk devices belong to nobody: the admin's figures, the list, a CSV, and a mail once a week.

Owns the routes `/api/admin/devices/unpaired*`. Exempt devices are counted separately; `total` is paired plus unpaired.
"""
