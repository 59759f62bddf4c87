"""The rows of the audit trail."""
