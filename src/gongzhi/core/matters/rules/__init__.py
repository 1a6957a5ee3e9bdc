"""Pure rules over matters."""
