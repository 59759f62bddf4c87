"""To which addresses beyond those of its people a company's warnings are sent.

Owns the table `notice_recipients`.

1. `add.py`: an owner or admin adds an address, which gets a link and nothing else.
2. `confirm.py`: whoever reads mail there confirms it, without signing in.
3. What is told is queued for each confirmed address that wants this kind: security by `tell.py`, budgets by `users/warnings.py`.

`list.py`, `change.py` and `remove.py` are for owners and admins. Adding, changing and removing take a session that was
confirmed recently. An address that nobody confirms is deleted when its link expires.
"""
