"""Writes over clocks: keep them in step with a course, mark what is late, move them when the calendar changes."""
