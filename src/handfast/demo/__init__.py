"""A company to look around in: `handfast demo`.

1. `demo/companies.py` makes two companies and who may sign in.
2. `history.py` lets the first one live through months in a second: the same use cases as everywhere, at moments of the past, so that
   the trail, the lists and the reports hold what they would hold. Who takes part is in `cast.py`.
3. `heartbeats.py` keeps the devices that are online beating while the demo runs, and now and then one falls silent and comes back.

Owns no table and no route.
"""
