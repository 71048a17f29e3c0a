"""Between capture and encode: the voice made ready for viewers, music under it, one limit over both."""
