"""The ticket that opens a live connection.

Owns the tickets of kind `live` and the route `/api/live/ticket`. A socket cannot send our header against cross-site calls, so it
shows a ticket of thirty seconds that only our own page could fetch; the server asks again now and then whether who stands behind it
is still signed in (`still_valid.py`).
"""
