"""Reading (研判): pure numeric work on texts, places and readings; no Django, no clock, no input or output."""
