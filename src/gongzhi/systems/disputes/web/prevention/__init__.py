"""Pages of prevention: figures by area and cause, what courts hand over, and tasks."""
