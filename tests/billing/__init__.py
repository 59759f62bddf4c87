"""Who is paid up: set by hand, by a script, or told by the payment provider."""
