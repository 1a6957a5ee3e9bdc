"""The composition root: settings, addresses, command line, supervisor; the only place that names all systems."""
