"""A column for JSON that is never rewritten."""

import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from gongzhi.core.ledger.rules.chain import plain_json


class ExactJsonField(models.JSONField):
    """JSON kept letter by letter (PostgreSQL `json`, not `jsonb`), so that its digest can be checked years later."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the column type that does not rewrite numbers or key order."""
        return "json"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Return the canonical text."""
        return value if value is None or isinstance(value, str) else plain_json(value)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """Return the value whether the driver has parsed it or not."""
        return json.loads(value) if isinstance(value, str) else value
