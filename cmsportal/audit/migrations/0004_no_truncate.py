from django.db import migrations

FORWARD = """
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_append_only();
"""
BACKWARD = "DROP TRIGGER audit_event_no_truncate ON audit_event;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_people_without_target")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
