"""The outside world behind the ports: the clock, randomness, mail, the wake-up between nodes. No feature imports from here."""
