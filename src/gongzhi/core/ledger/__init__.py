"""Ledger (总账): what was done, by whom, as what, when and why; appended, never changed.

Entries are hash-chained per stream (`matter:<id>`, `settings`, `orgs`, `identity`, `access`), the heads of all streams
are anchored daily, and the database itself refuses to change or delete an entry. Every other table that tells how a
matter stands is a cache of this one.
"""
