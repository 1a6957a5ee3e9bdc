"""Access: which matters an actor may see, in one place; which role may do what stands in `identity.rules.verbs`.

Deny by default: an unknown verb raises, an unknown role sees nothing, and what is out of reach is "not found".
"""
