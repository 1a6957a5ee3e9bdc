"""Pure rules of the orgs: codes of areas, paths in the tree."""
