"""How a fresh machine becomes one that runs Storecast; the standard library alone, for nothing is installed yet."""
