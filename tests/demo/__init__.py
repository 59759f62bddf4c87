"""`handfast demo`: a company that looks lived in, at once, and goes on living."""
