"""Third stage: H.264 and AAC, once for every destination, as FLV tags and MP4 fragments."""
