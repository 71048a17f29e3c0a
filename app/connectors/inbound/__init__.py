"""The door for anything that can POST or open a socket: a shop of one's own, a till, a small script."""
