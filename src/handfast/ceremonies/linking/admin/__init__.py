"""The company's side of linking: admins add, assign, exempt and clean up RustDesk devices.

1. `add.py` finds or makes the record of a device that has not been in touch yet.
2. `assign.py` links it to a customer by hand, or takes it away.
3. `exempt.py`: a grandfathered device is out of the pairing requirement, with a reason and perhaps an end.
4. `clean_up.py` shows what is abandoned and removes what the admin then names; `restore.py` brings it back for thirty days, after which
   `linking/retention.py` forgets it.
5. `uuid_conflicts.py`: other installations that say they are the device; an admin may put one in its place.

Owns the routes `/api/admin/devices*` except the reports. All of it stands in the trail.
"""
