"""Open311 GeoReport v2 over the same matters, with paging and the updates extension; only public matters are told.

https://wiki.open311.org/GeoReport_v2/
"""
