"""Writes of the petitions; what moves do is joined to the move, the rest is one transaction each."""
