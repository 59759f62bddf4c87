"""Where people sign in from, so that they are told of a place that is new to their account.

Owns the table `sign_in_places`. A place is a network (IPv4 /24, IPv6 /48) and a kind of browser. `note_place.py` runs after each sign-in,
whichever way it was proven; the first one of an account is told to nobody.
"""
