"""What is said of an event, in the trail and live."""
