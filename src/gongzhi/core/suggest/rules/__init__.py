"""Pure decisions of suggestions."""
