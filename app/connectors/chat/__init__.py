"""Connectors that read a chat."""
