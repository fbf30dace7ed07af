"""What people spend time on is asked in a survey: a count sheet counts calls and unplanned work."""

from django.db import migrations, models

KINDS = [("unplanned", "Unplanned work"), ("phone", "Telephone calls")]


class Migration(migrations.Migration):
    dependencies = [("toolkit", "0006_playbook_owner_let_go")]

    operations = [
        migrations.RemoveConstraint(model_name="countsheet", name="countsheet_kind_known"),
        migrations.AlterField(
            model_name="countsheet", name="kind", field=models.CharField(choices=KINDS, max_length=9)
        ),
        migrations.AlterField(
            model_name="historicalcountsheet", name="kind", field=models.CharField(choices=KINDS, max_length=9)
        ),
        migrations.AddConstraint(
            model_name="countsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["unplanned", "phone"])), name="countsheet_kind_known"
            ),
        ),
        migrations.RemoveField(model_name="count", name="role"),
    ]
