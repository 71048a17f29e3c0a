"""A small RTMP receiver of our own, for rehearsals and tests: takes streams on loopback, counts them, plays
nothing.
"""
