"""What belongs to an account, whichever companies it is in."""
