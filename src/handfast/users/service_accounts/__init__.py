"""Service accounts: for programs that work for a company and not for one of its people, whoever made them and whoever leaves.

Owns the tables `service_accounts` and `service_tokens`, and the routes `/api/service-accounts`.

1. An owner or admin makes one (`create.py`), with scopes that their own role has, an expiry, and a contact: a user who answers for it.
   The first token is shown with it; `make_token.py` makes up to four more, so that one can replace another without a gap.
2. Its tokens may do what the scopes say, and nothing that takes a session (`access/policy.py`). It acts on nobody who can let in others,
   and what it pairs belongs to its contact. It is changed and renewed by `change.py`, revoked by `offboarding/revoke_service_account.py`.
3. The contact is warned 14 days and one day before it expires (`warn.py`). If the contact is disabled, it goes on, and the owners and
   admins are told (`notices.py`); they are then warned instead.
4. When it expires, its tokens end for good (`expire.py`): who renews it afterwards makes a new one.

Everything that makes, changes or ends one requires a session that was confirmed recently (`sessions/unconfirmed.py`).
"""
