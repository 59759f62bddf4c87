"""What every route shares: who is calling, how input is read, how a refusal looks, paging, limits on size and time, headers.

Owns no table and no route. A route in a feature's `http.py` is declared on a `Routes` with the action it needs.
"""
