"""Geo (区划): the dated tree of areas down to the grid, their outlines, and where a point or a text belongs.

Codes are those of the statistics bureau (GB/T 10114-2003): city 4 digits, county 6, township 9, village 12; a grid
adds 3 of our own. The whole tree is kept in memory by each process (see `cache`): a point is located in a microsecond
and a text in some tens of them, without the database. Outlines that a program drew are marked as such everywhere.
"""
