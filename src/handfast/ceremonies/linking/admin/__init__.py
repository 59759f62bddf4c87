"""The company's side of linking: admins add, assign, exempt and clean up RustDesk devices.

1. `add.py` finds or makes the record of a device that has not been in touch yet.
2. `assign.py` links it to a customer by hand, or takes it away.
3. `exempt.py` exempts a (grandfathered) device from the pairing requirement, with a reason and optionally an end.
4. `clean_up.py` shows abandoned devices and removes those that the admin then names; `restore.py` restores them for thirty days, after
   which `linking/retention.py` deletes them.
5. `uuid_conflicts.py` lists other installations that claim to be the device; an admin may put one in its place.

Owns the routes `/api/admin/devices*` except the reports. The audit trail records the changes.
"""
