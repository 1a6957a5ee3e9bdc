"""Who decides a case and how it is heard: members, requests for recusal, hearings."""

from django.db import models

from gongzhi.systems.disputes.models.application import Application


class Seat(models.TextChoices):
    """The part of somebody who sits."""

    PRESIDING = "presiding", "首席(独任)、主持人"
    MEMBER = "member", "成员"
    SECRETARY = "secretary", "书记员、记录员"


class PanelMember(models.Model):
    """Somebody who sits in a case, until he was replaced."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="panel")
    seat = models.CharField(max_length=10, choices=Seat.choices)
    name = models.CharField(max_length=120)
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    why_left = models.TextField(blank=True)

    class Meta:
        app_label = "disputes"


class RecusalRequest(models.Model):
    """A request that somebody steps aside, and how it was decided."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="recusals")
    member = models.CharField(max_length=120)
    words = models.TextField()
    asked_at = models.DateTimeField()
    is_granted = models.BooleanField(null=True)
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "disputes"


class HearingState(models.TextChoices):
    """Where a hearing stands."""

    SET = "set", "已通知"
    POSTPONED = "postponed", "已延期"
    HELD = "held", "已开庭、已听证"
    MISSED = "missed", "申请人未到"


class Hearing(models.Model):
    """One hearing: when and where, what was asked before it, who was there and what was said."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="hearings")
    held_at = models.DateTimeField()
    place = models.CharField(max_length=300)
    is_open = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=HearingState.choices, default=HearingState.SET)
    told_at = models.DateTimeField()
    postponement = models.TextField(blank=True)
    postponement_at = models.DateTimeField(null=True, blank=True)
    attended = models.TextField(blank=True)
    record = models.TextField(blank=True)
    head_came = models.BooleanField(null=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="set"), name="one_hearing_set"
            )
        ]
