"""Fault runs: the real program against real servers that fail."""
