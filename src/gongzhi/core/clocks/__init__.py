"""Clocks (时限): facts of what started, paused, extended and met a term; the due day is a rebuildable cache.

Nothing counts down here: the due moment is computed by the kernel's pure function from the facts and the calendar.
"""
