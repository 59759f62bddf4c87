"""Who is paid up: one subscription per customer, from whoever knows.

`subscriptions/` holds the subscription and lets an admin or a billing program set it. `stripe/` reads what Stripe tells of it.
"""
