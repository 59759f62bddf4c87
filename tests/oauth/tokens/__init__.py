"""The tokens of a device: signed, renewed, exchanged, asked about and given up."""
