"""Addresses of the inbox and of webhooks."""

from django.urls import path

from gongzhi.core.notify.web import inbox, webhooks

urlpatterns = [
    path("desk/notices/", inbox.notices, name="notices"),
    path("desk/notices/read/", inbox.read_all, name="notices_read_all"),
    path("desk/notices/preferences/", inbox.preferences, name="notice_preferences"),
    path("desk/notices/<int:notice_id>/", inbox.open_notice, name="notice_open"),
    path("admin/webhooks/", webhooks.endpoint_list, name="webhooks"),
    path("admin/webhooks/retry/", webhooks.retry, name="webhooks_retry"),
    path("admin/webhooks/<int:endpoint_id>/", webhooks.endpoint_page, name="webhook"),
    path("admin/webhooks/<int:endpoint_id>/switch/", webhooks.switch, name="webhook_switch"),
    path("admin/webhooks/<int:endpoint_id>/secret/", webhooks.secret, name="webhook_secret"),
]
