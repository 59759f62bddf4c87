"""The documentation says what is true: its commands run as they are printed, and its tables are those of the code."""
