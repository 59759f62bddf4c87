"""Who belongs to a company, and in which role."""
