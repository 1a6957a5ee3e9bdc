"""Fills a database with a synthetic city for measuring: any number of units and matters, each matter whole.

Whole means: proceeding, clocks, ledger, receipt, tasks, ratings, counts and search text, equal to what the actions
would have written, so that `gongzhi ledger verify` and `gongzhi ledger rebuild --check` hold. No notices and no
documents are made. The courses are run by the kernel's own engine, once for each way and moment, and shared.
"""
