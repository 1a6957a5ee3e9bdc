"""Orgs (机构): the dated tree of units, what each must handle, the categories of matters, and the city's settings.

Two lines meet here: 块， the centre of an area, and 条， the department whose duty a category is. Both are dated, so
that figures of past years still add up after a township is merged.
"""
