"""Supervision: the map, what will be late, orders, call-backs, the day, and figures of units."""
