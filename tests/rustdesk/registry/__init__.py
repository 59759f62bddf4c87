"""What the registry knows of a RustDesk device, and how it judges what the device says of itself."""
