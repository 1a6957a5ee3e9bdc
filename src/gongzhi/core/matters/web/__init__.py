"""Pages over matters: the resident site, the desk, the board. Each view parses, makes one call, presents."""
