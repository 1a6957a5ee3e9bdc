"""Pages of the petitions at the desk."""
