"""Pages that belong to the whole: the reader's preferences, the style guide, and what robots may read."""
