"""Which ways are open to settle a dispute, until when, and why others are not: the law as tables, read by `advise`.

`law/` holds the tables that a lawyer reads and changes: `questions.toml` (what is asked), `kinds.toml` (what the dispute
is about), `limits.toml` (lengths with their articles), and one file for each path. Nothing here decides a case.
"""

from gongzhi.systems.disputes.rules.paths.advise import Advice, advise
from gongzhi.systems.disputes.rules.paths.book import Book, book
from gongzhi.systems.disputes.rules.paths.facts import Facts, facts_from

__all__ = ["Advice", "Book", "Facts", "advise", "book", "facts_from"]
