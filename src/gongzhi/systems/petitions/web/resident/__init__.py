"""Pages of the petitions for residents."""
