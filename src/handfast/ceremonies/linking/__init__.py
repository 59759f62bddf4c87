"""Link: a customer names their RustDesk device, and no admin is involved.

1. `show_code.py`: the customer opens the page and gets a personal code, theirs for good.
2. `link_device.py`: they send the code and the device's RustDesk ID. By the tenant's policy their word is enough, or the claim waits:
   it gives no rights, stands in nobody's way and is forgotten after a day.
3. `confirm_link.py`: the device itself is heard of, or acts; the claim that fits becomes the link.
4. `replace_device.py`: another device instead. A link is one row, so there is no moment with two devices or none. `follow.py`: the same
   device under another ID.
5. `unlink_device.py`: the customer gives the device up.
6. `retention.py`: the scheduler forgets claims, and devices removed long ago. `offboarding/` does what the tenant wants when a
   subscription ends.
`customers.py` loads all that is known of a customer in one read; `bind.py` writes a link, for every file above and the admin's below.

`admin/` is the same seen by the company: records, assignment, exemption, clean-up.

Owns the tables `personal_codes`, `links` and `claims`, and the routes `/api/device/*` and `/api/rustdesk/config`.
Neighbours: `rustdesk/registry` has the devices, `billing/subscriptions` says who is paid up, the RustDesk dialect calls `prove`.
"""
