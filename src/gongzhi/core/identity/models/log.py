"""What is kept about logins and readings, and how wrong attempts are counted across all workers."""

from django.db import models


class AccessKind(models.TextChoices):
    """What somebody did, or was refused, at the door."""

    LOGIN = "login", "登录"
    LOGIN_REFUSED = "login_refused", "登录被拒"
    SECOND_FACTOR_REFUSED = "second_factor_refused", "第二步验证被拒"
    RECOVERY_USED = "recovery_used", "使用恢复码"
    LOCKED_OUT = "locked_out", "连续出错被暂停"
    LOGOUT = "logout", "退出"
    TIMED_OUT = "timed_out", "久不操作自动退出"
    SESSION_ENDED = "session_ended", "会话被终止"
    POST_SWITCHED = "post_switched", "切换岗位"
    CONFIRMED = "confirmed", "再次确认身份"
    CONFIRM_REFUSED = "confirm_refused", "再次确认被拒"
    PASSWORD_CHANGED = "password_changed", "修改口令"
    SECOND_FACTOR_SET = "second_factor_set", "设置第二步验证"
    RECEIPT_OPENED = "receipt_opened", "凭回执打开"
    RECEIPT_REFUSED = "receipt_refused", "回执被拒"
    REVEALED = "revealed", "查看联系方式"
    EXPORTED = "exported", "导出"


class AccessLog(models.Model):
    """One event at the door; a trigger refuses changes, and deletion before 180 days have passed.

    `username` is kept only when such an account exists: people type passwords into the wrong field.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=24, choices=AccessKind.choices)
    account_id = models.BigIntegerField(null=True, blank=True)
    username = models.CharField(max_length=60, blank=True)
    post_id = models.BigIntegerField(null=True, blank=True)
    address = models.CharField(max_length=45, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "identity"
        indexes = [
            models.Index(fields=["at", "id"], name="access_log_at"),
            models.Index(fields=["account_id", "at"], name="access_log_account"),
        ]


class Reveal(models.Model):
    """Somebody of the staff read a resident's contact in clear; the resident sees this row."""

    matter_id = models.BigIntegerField(db_index=True)
    resident_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True, blank=True)
    post_id = models.BigIntegerField(null=True, blank=True)
    unit_id = models.BigIntegerField(null=True, blank=True)
    unit_name = models.CharField(max_length=120, blank=True)
    actor_name = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    purpose = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        app_label = "identity"


class Throttle(models.Model):
    """Wrong attempts under one key (a keyed hash of a login name, an address or a number) within a window."""

    key = models.CharField(max_length=100, primary_key=True)
    failures = models.IntegerField(default=0)
    since = models.DateTimeField(db_index=True)
    until = models.DateTimeField(null=True, blank=True)
    """Until when attempts are refused; None while they are not."""

    class Meta:
        app_label = "identity"
