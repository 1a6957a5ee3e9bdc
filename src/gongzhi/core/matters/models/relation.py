"""How matters relate, and orders of supervision over them."""

from django.db import models


class LinkKind(models.TextChoices):
    """Why two matters belong together."""

    RELATED = "related", "相关"
    DUPLICATE = "duplicate", "并入"
    CHILD = "child", "拆分"
    REFERRED = "referred", "转入"


class Link(models.Model):
    """A dated tie between two matters; both histories stay whole."""

    from_id = models.BigIntegerField(db_index=True)
    to_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    why = models.TextField(blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "matters"
        constraints = [
            models.UniqueConstraint(
                fields=["from_id", "to_id", "kind"],
                condition=models.Q(undone_at__isnull=True),
                name="link_once",
            )
        ]


class OrderLevel(models.TextChoices):
    """How far an order goes: supervise, call in, make known, list publicly (信访工作条例 art. 39-40)."""

    SUPERVISE = "supervise", "督办"
    CALL_IN = "call_in", "约谈"
    MAKE_KNOWN = "make_known", "通报"
    LISTED = "listed", "挂牌督办"


class SupervisionOrder(models.Model):
    """A numbered order (督办) to a unit with its own due day; only the issuing unit may end it."""

    number = models.CharField(max_length=40, unique=True)
    matter_id = models.BigIntegerField(db_index=True)
    level = models.CharField(max_length=12, choices=OrderLevel.choices)
    to_unit_id = models.BigIntegerField()
    by_unit_id = models.BigIntegerField()
    by_name = models.CharField(max_length=120)
    demand = models.TextField()
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.TextField(blank=True)
    document_id = models.BigIntegerField(null=True, blank=True)
    raised_at = models.DateTimeField(null=True, blank=True)
    """When the issuer was told that the day had passed without a reply."""

    class Meta:
        app_label = "matters"
        indexes = [
            models.Index(
                fields=["to_unit_id", "due_at"], name="order_open", condition=models.Q(closed_at__isnull=True)
            )
        ]
