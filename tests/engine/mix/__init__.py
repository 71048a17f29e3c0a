"""The voice chain, music under it, and the limiter."""
