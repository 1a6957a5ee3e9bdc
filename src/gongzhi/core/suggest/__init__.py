"""Suggest (建议): what the machine proposes for a matter, with reasons, and what the person then chose.

The machine suggests, a person decides (PIPL art. 24): nothing here changes a matter. Each function has its own off
switch, each suggestion keeps the version of the model that made it, and how often people agree is open to them.
"""
