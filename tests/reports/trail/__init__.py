"""The audit trail: what it holds, how it is read, and how tampering shows."""
