"""The desk of institutions: labour arbitration and reconsideration from the window to the decision, and their registry."""
