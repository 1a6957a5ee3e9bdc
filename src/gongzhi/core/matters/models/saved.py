"""What staff keep for themselves or for all: filters with a name, and texts for answers; and figures of past days."""

from django.db import models


class SavedFilter(models.Model):
    """A filter of a list under a name; the filter itself is the query string that also stands in the address."""

    account_id = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=60)
    page = models.CharField(max_length=40)
    query = models.CharField(max_length=1000)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "matters"
        constraints = [
            models.UniqueConstraint(fields=["account_id", "page", "name"], name="filter_name_once")
        ]


class AnswerTemplate(models.Model):
    """A reusable text for answers, of one unit (or all, unit_id null), for a category or any."""

    unit_id = models.BigIntegerField(null=True, blank=True)
    category = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=80)
    text = models.TextField()
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "matters"


class DailyFigure(models.Model):
    """One day's figures of one county and category: came in, ended, ended late; folded by a job, rebuilt from matters."""

    day = models.DateField()
    county_code = models.CharField(max_length=6, blank=True)
    category = models.CharField(max_length=60, blank=True)
    opened = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    closed_late = models.IntegerField(default=0)

    class Meta:
        app_label = "matters"
        constraints = [models.UniqueConstraint(fields=["day", "county_code", "category"], name="figure_once")]
