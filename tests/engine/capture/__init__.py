"""Tests of the engine's capture stage."""
