"""What goes into the frozen program, and what is said about it."""
