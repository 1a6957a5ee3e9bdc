"""Benchmarks against peers and limits: `python -m bench [NAME…]` runs them and writes `bench/README.md`.

A benchmark is a module of this package with a `TITLE` and `run() -> list[Figure]`; its docstring, of which the first
paragraph goes into the table's section, says what is measured and against what.
"""
