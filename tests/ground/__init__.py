"""How a machine is set up, in every state that it may be found in."""
