"""Pure rules of time, procedure and number; no Django, no clock, no I/O beyond reading files handed over by the caller."""
