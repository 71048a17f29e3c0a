"""Fault runs: the real program against real servers that fail; each module has a `run()` that returns figures."""
