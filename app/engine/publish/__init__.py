"""Last stage: RTMP sessions of our own and the recording."""
