"""Workflow (程序): runs a procedure over a matter; every move is checked, written to the ledger, then takes effect.

Systems declare (manifest), the kernel's engine decides, `perform` writes; effects and guards are named functions.
"""
