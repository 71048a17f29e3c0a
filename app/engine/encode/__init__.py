"""Third stage: H.264 and AAC, once for everything, as FLV tags and MP4 fragments."""
