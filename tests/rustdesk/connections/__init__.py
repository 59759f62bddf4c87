"""Sessions on a RustDesk device."""
