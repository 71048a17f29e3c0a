"""Everything of Storecast that is not a window; imports no Qt."""
