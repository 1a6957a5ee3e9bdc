"""Every write of the areas."""
