"""What the encoder should aim at: pure decisions from what lines and computer can take; the clock is passed in."""
