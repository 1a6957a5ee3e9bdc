"""Kills processes of a running platform under load and looks at what is left; `python -m tests.faults --help`."""
