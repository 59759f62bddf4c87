"""Single sign-on at a real OpenID provider, and what its rules decide."""
