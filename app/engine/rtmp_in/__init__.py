"""A phone or an HDMI encoder on the store's network as camera and microphone: it publishes by RTMP, with a key."""
