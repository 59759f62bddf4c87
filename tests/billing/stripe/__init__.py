"""What Stripe tells of subscriptions."""
