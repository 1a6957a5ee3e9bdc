"""The core: one concept in each app, lowest first; it never names a system."""
