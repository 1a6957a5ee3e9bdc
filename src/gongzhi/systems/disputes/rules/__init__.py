"""Rules of the disputes, without Django."""
