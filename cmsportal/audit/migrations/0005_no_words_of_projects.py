from django.db import migrations, models
from django.db.models import Q

# The one change of what was recorded: names that teams wrote, which should never have been kept.
FORWARD = """
ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_change;
UPDATE audit_event SET target_label = '' WHERE project_id IS NOT NULL AND target_label <> '';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE audit_event ENABLE TRIGGER audit_event_no_change;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_no_truncate")]
    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="event",
            name="target_label",
            field=models.CharField(blank=True, help_text="Empty for what belongs to a project.", max_length=200),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=Q(("project_id__isnull", True), ("target_label", ""), _connector="OR"),
                name="event_no_words_of_a_project",
            ),
        ),
    ]
