"""Ends what several features hold, so that a user or device that goes leaves no live code, link or pending link behind.

1. A device is deleted (`remove_device.py`): a RustDesk device is also unlinked from its customer.
2. A user is disabled (`disable_user.py`), or gets a role that may not issue codes (`change_role.py`): their live codes are cancelled.
   A customer gets another role, or their invitation is cancelled (`cancel_invitation.py`): their device is free for others.
3. A service account is revoked (`revoke_service_account.py`): its live codes are cancelled.
4. A subscription ends (`lapse_subscription.py`): the link stays or ends, as the tenant has chosen.

Depends on the ceremonies and calls their use cases. Owns no table; owns the routes named in `http.py`.
"""
