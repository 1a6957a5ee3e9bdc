"""Guards the access log: no row is changed, and none is deleted before 180 days have passed (网络安全法 art. 23)."""

from django.db import migrations

_MAKE = """
CREATE FUNCTION identity_access_log_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '180 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The access log is kept: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER access_log_kept BEFORE UPDATE OR DELETE ON identity_accesslog
    FOR EACH ROW EXECUTE FUNCTION identity_access_log_kept();
"""
_DROP = """
DROP TRIGGER access_log_kept ON identity_accesslog;
DROP FUNCTION identity_access_log_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_accounts_posts_receipts")]
    operations = [migrations.RunSQL(_MAKE, _DROP)]
