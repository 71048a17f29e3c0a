"""Tests that run the real program end to end."""
