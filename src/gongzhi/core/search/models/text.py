"""The searchable tokens of a matter; rebuilt at any time from the matters by `gongzhi search rebuild`."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchText(models.Model):
    """One row per matter; the tokens are computed in Python, so the database needs no Chinese dictionary.

    `added` is what was said later and stands in no column of the matter, for looking up a phrase letter by letter.
    """

    matter_id = models.BigIntegerField(primary_key=True)
    tokens = SearchVectorField()
    added = models.TextField(default="", db_default="", blank=True)

    class Meta:
        app_label = "search"
        db_table = "search_text"
        indexes = [GinIndex(fields=["tokens"], name="search_text_tokens", fastupdate=True)]
