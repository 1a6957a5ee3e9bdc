"""The resident site: bring a matter in three steps, follow it by its receipt, read what is open to all; no login."""
