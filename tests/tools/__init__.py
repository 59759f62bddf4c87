"""The programs that keep the code in order."""
