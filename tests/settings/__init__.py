"""Tests of what is remembered: show files, preferences, secrets."""
