"""The nine systems, apps of one shape; none imports another."""
