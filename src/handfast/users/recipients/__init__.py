"""To which addresses beyond its owners and admins a company's warnings are sent.

Owns the table `notice_recipients`.

1. `add.py`: an owner or admin adds an address, which gets a link and nothing else.
2. `confirm.py`: whoever reads mail there confirms it, without signing in.
3. `tell.py`: what is told is queued for each confirmed address that wants this kind.

`change.py` and `remove.py` are for owners and admins; an address that nobody confirms is deleted when its link expires.
"""
