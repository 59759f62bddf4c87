"""Which customers are paid up: one subscription per customer, whatever source reports it.

`subscriptions/` holds the subscription and lets an admin or a billing program set it. `stripe/` reads what Stripe reports about it.
"""
