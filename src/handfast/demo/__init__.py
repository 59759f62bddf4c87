"""A sample company to explore: `handfast demo`.

1. `demo/companies.py` makes two companies and the users who may sign in.
2. `history.py` gives the first one months of history in a second: it runs the ordinary use cases at times in the past, so that the audit
   trail, the lists and the reports are filled as in real use. `cast.py` has the devices and customers.
3. `heartbeats.py` sends heartbeats for the devices that are online while the demo runs; now and then one falls silent and comes back.

Owns no table and no route.
"""
