"""Linking: a customer names their own RustDesk device, without an admin.

1. `show_code.py`: the customer opens the page and gets a lasting personal code.
2. `link_device.py`: they send the code and the device's RustDesk ID. The tenant's policy says whether their word is enough. If not,
   it is a pending link, which gives no rights, blocks nobody else and expires after a day.
3. `confirm_link.py`: the device is seen, or somebody acts on it; the matching pending link becomes the link.
4. `replace_device.py`: the customer changes to another device. A link is one row, so the customer never has two devices or none.
   `follow.py`: the same device under another ID.
5. `unlink_device.py`: the customer gives the device up.
6. `retention.py`: the scheduler deletes expired pending links, and devices removed long ago. `offboarding/` applies the tenant's
   policy when a subscription ends.
`customers.py` loads all that is known of a customer in one read; `bind.py` writes links for all the files above and for `admin/`.

`admin/` is the company's side: records, assignment, exemption, clean-up.

Owns the tables `personal_codes`, `links` and `pending_links`, and the routes `/api/device/*` and `/api/rustdesk/config`.
Neighbours: `rustdesk/registry` has the devices, `billing/subscriptions` says who is paid up,
`rustdesk/client_api` and `ceremonies/device_authorization` report what happens on a device (`confirm_link.py`, `device_actions.py`).
"""
