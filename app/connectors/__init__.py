"""Where comments and orders come from; each module below registers one connector."""
