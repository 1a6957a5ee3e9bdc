"""How ids stand in an address."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """A number that a database id can be; longer ones are simply not found."""

    regex = "[0-9]{1,18}"


register_converter(IdConverter, "id")
