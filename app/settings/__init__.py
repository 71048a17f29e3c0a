"""What is remembered between shows: the show file, preferences and secrets."""
