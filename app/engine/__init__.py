"""The process that takes camera and microphone in and sends the live stream out; imports no Qt."""
