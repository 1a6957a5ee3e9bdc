"""Identity: staff accounts and their posts, the second factor, and residents who hold a receipt.

A staff member never acts as a person but through a post (account × unit × role × dates). A resident needs no account:
the number and the secret of a receipt open one matter. What residents tell about themselves is sealed in its column;
reading it needs a purpose, is logged, and the resident sees the log. Nothing here joins matters by person.
"""
