"""Documents and uploads: numbered letters rendered to PDF, and what people attach, checked by content.

A document is a number and a snapshot of data, written in the transaction of the act that made it; its PDF is
rendered when first wanted and kept by content hash. An attachment is stored under its SHA-256, never executable.
"""
