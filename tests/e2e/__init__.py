"""What people see and do, in a real browser against the real program."""
