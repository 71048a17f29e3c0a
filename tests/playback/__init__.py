"""Watching a platform's playback."""
