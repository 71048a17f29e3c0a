"""Connectors that read a shop."""
