"""Pages of the disputes: on the desk, for the public and for the parties."""
