"""Pages and data of the areas."""
