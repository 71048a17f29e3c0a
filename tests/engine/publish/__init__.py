"""Publishing: RTMP sessions against real servers and our own, and the recording."""
