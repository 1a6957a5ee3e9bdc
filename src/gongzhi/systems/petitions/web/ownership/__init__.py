"""Pages of ownership, the backlog, coordination meetings, campaigns, indicators and the yearly report."""
