"""Writes over matters: bring one, act on one, tie two together."""
