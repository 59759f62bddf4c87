"""What admins do with RustDesk devices, and what they are shown."""
