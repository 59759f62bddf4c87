"""The subscription of a customer: one each.

1. An admin sets state and end by hand, or a billing program through the API with an access token (`set.py`), or Stripe reports them
   (`billing/stripe/`).
2. `rules.is_good` alone says whether a subscription lets its customer link a device.
3. What happens to a link when it lapses is the tenant's choice; `offboarding/lapse_subscription.py` does it.

Owns the tables `subscriptions`, `provider_subscriptions` and `provider_events`, the routes `/api/admin/subscriptions*` and
`/api/webhooks/stripe/*`.
"""
