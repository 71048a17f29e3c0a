"""Tests of the engine's encode stage."""
