"""Pages of the machine that reads: hot issues and themes, how suggestions fare, the city's own rules and words."""
