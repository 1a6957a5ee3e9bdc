"""Django app of files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Numbered documents and checked uploads."""

    name = "gongzhi.core.files"
    label = "files"
    verbose_name = "文书和附件"
