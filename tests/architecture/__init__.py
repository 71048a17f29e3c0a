"""Rules of the house, run as tests."""
