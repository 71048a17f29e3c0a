"""Every sentence of the console in both languages; a missing one is a type error."""
