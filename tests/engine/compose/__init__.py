"""Tests of the engine's compose stage."""
