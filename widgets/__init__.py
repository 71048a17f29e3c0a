"""Everything the host sees; the only package that imports Qt."""
