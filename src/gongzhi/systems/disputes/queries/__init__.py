"""Reads of the disputes, each within the reach of its reader."""
