"""The window painted unseen in every state, language, theme and size, to be looked at beside its design."""
