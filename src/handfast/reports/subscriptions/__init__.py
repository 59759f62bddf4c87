"""The customers for a spreadsheet: how their subscriptions stand, which device they have, and since when they have none.

Owns the route `/api/admin/subscriptions.csv`. It takes the filters of the list (`billing/subscriptions/`).
"""
