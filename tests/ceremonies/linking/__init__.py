"""Customers and their RustDesk devices, on both databases."""
