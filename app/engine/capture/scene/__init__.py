"""What the demo camera looks at: a shop, and a host who shows a coat."""
