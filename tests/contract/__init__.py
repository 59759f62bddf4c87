"""What the HTTP routes promise, generated from the route table."""
