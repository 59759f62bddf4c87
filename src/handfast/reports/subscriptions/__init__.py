"""The customers as CSV for a spreadsheet: the state of their subscriptions, which device they have, or since when they have none.

Owns the route `/api/admin/subscriptions.csv`. It takes the filters of the list (`billing/subscriptions/`).
"""
