"""A shop and its viewers that live inside the program: for rehearsals, tests and the first five minutes."""
