"""A look-up by the index alone.

The planner takes common words for independent of each other. Of two that never meet it expects many and would read the
whole table until it has so many; the index knows at once that there is none.
"""

from django.db import migrations

FOUND = """
CREATE FUNCTION search_found(wanted tsquery, most bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 SET enable_seqscan = off
BEGIN ATOMIC
    WITH found AS MATERIALIZED (SELECT matter_id FROM search_text WHERE tokens @@ wanted)
    SELECT matter_id FROM found LIMIT most;
END
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_search_text")]

    operations = [migrations.RunSQL(FOUND, "DROP FUNCTION search_found(tsquery, bigint)")]
