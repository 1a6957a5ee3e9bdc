"""Takes in files of messages: reads any common table, maps its columns, and keeps each row as one matter, exactly once.

The way is one: `source` reads rows, `columns` says which is what, `rows` makes submissions, `take` keeps them.
"""
