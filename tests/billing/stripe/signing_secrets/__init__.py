"""The secrets by which a company's Stripe signs."""
