"""What people look up."""
