"""Events and their projections in a database: the only truth about a show."""
