"""The path advisor's pages: for everybody without an account, and on the desk beside a dispute."""
