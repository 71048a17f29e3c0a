"""The engine as a process of its own, and the console's end of it."""
