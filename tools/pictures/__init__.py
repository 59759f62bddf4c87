"""The pictures of the README: `make pictures`."""
