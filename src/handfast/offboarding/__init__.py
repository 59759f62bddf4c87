"""Ends what belongs to several features: whoever goes leaves no live code, no link and no waiting claim behind.

1. A device is deleted (`remove_device.py`): a RustDesk device leaves its customer, too.
2. A user is disabled (`disable_user.py`) or gets another role (`change_role.py`), or an invitation is cancelled
   (`cancel_invitation.py`): their codes die, and their device is free for others.
3. A subscription ends (`lapse_subscription.py`): the link stays or ends, as the tenant wants.

Stands above the ceremonies and calls their verbs. Owns no table; owns the routes named in `http.py`.
"""
