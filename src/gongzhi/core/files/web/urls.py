"""Addresses of documents and attachments."""

from django.urls import path

from gongzhi.core.files.web import pages

urlpatterns = [
    path("files/documents/<int:document_id>.pdf", pages.document, name="document"),
    path("files/attachments/<int:attachment_id>/<str:name>", pages.attachment, name="attachment"),
    path("files/verify/", pages.verify, name="verify_document"),
]
