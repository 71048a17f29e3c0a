"""Watches a stream as its viewers do, through the platform's own playback, and says when each code was seen."""
