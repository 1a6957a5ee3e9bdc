"""The desk of those who mediate: their cases, a new one, and the page of one case."""
