"""Pure rules of the areas; no Django."""
