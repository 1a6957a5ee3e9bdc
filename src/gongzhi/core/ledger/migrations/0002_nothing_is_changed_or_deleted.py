"""The database itself refuses to change or delete what was written, and to shorten a stream's head."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION ledger_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.stream <> OLD.stream OR NEW.n < OLD.n OR NEW.anchored_n < OLD.anchored_n
            OR (NEW.n = OLD.n AND NEW.hash <> OLD.hash) THEN
        RAISE EXCEPTION 'A head of the ledger only grows: % to %.', OLD, NEW
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_entry_no_change BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_anchor_no_change BEFORE UPDATE OR DELETE ON ledger_anchor
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_anchorleaf_no_change BEFORE UPDATE OR DELETE ON ledger_anchorleaf
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_head_grows BEFORE UPDATE ON ledger_head
    FOR EACH ROW EXECUTE FUNCTION ledger_head_grows();

CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_anchor_no_truncate BEFORE TRUNCATE ON ledger_anchor
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_anchorleaf_no_truncate BEFORE TRUNCATE ON ledger_anchorleaf
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON ledger_head
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- Nobody looks for streams by LIKE, and each appended stream would pay for that index.
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT indexname FROM pg_indexes WHERE tablename = 'ledger_head' AND indexname LIKE '%\_like' LOOP
        EXECUTE format('DROP INDEX %I', name);
    END LOOP;
END $$;
"""

# Reversible on purpose: going back drops the guard, and then 0001 drops the tables. `ledger verify` tells either way.
BACKWARD = """
DROP TRIGGER ledger_entry_no_change ON ledger_entry;
DROP TRIGGER ledger_entry_no_truncate ON ledger_entry;
DROP TRIGGER ledger_anchor_no_change ON ledger_anchor;
DROP TRIGGER ledger_anchor_no_truncate ON ledger_anchor;
DROP TRIGGER ledger_anchorleaf_no_change ON ledger_anchorleaf;
DROP TRIGGER ledger_anchorleaf_no_truncate ON ledger_anchorleaf;
DROP TRIGGER ledger_head_no_delete ON ledger_head;
DROP TRIGGER ledger_head_no_truncate ON ledger_head;
DROP TRIGGER ledger_head_grows ON ledger_head;
DROP FUNCTION ledger_refuse();
DROP FUNCTION ledger_head_grows();
"""


class Migration(migrations.Migration):
    """Triggers against UPDATE, DELETE and TRUNCATE."""

    dependencies = [("ledger", "0001_entries_heads_anchors")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
