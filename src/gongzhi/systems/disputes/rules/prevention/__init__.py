"""Rules of prevention: rates, and small numbers that are not shown."""
