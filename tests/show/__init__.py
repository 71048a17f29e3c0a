"""Tests of the director."""
