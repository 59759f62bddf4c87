"""Other installations that claim to be a known device: a reinstalled phone, a copied image, or a client that lies.

Their requests do not change the device. A few per device are kept for a week, so that its owner or an admin can put one in its place:
`ceremonies/linking/take_over.py` for a customer who acts on it, `ceremonies/linking/admin/uuid_conflicts.py` for an admin.

Owns the table `uuid_conflicts`. Neighbours: `registry/uuid_conflict.py` notes which ones were heard.
"""
