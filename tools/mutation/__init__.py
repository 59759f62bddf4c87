"""`make mutate`: plants bugs in what decides and what is stored, one at a time, and says which of them no test noticed."""
