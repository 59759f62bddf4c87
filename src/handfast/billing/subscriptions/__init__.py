"""Who is paid up: one subscription per customer, from whoever knows.

1. An admin sets state and end by hand, or a billing program by the API with a token (`set.py`).
2. Or Stripe tells: `stripe.py` lets its library check the signature, `hear.py` keeps the newest event of each of its subscriptions, and
   `settle.py` takes the best of them for the customer. So events may come twice, late, or in any order.
3. Who buys first and is invited later loses nothing: what was told meanwhile is kept, and `adopt.py` gives it to them.
4. `rules.is_good` alone says whether a subscription lets its customer link a device.
5. What happens to a link when it lapses is the tenant's choice; `ceremonies/linking/lapse.py` does it.

Owns the tables `subscriptions`, `provider_subscriptions` and `provider_events`, the routes `/api/admin/subscriptions*` and
`/api/webhooks/stripe/*`.
"""
