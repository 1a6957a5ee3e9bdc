"""Pages of the petitions: on the desk, for the public and for petitioners."""
