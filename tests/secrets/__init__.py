"""No secret at rest, in the logs, or on the live channel."""
