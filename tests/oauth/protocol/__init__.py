"""The endpoints of OAuth, as clients of other makers call them."""
