"""Answers of the workbook that come from a round of rating say so."""

from django.db import migrations, models

ORIGINS = [
    ("typed", "Typed by the team"),
    ("open_data", "Published figures"),
    ("earlier", "Our earlier project"),
    ("survey", "A short survey"),
    ("counted", "Counted or timed by us"),
    ("rated", "Rated together by us"),
]


class Migration(migrations.Migration):
    dependencies = [("toolkit", "0008_storyboard")]

    operations = [
        migrations.RemoveConstraint(model_name="answer", name="answer_origin_known"),
        migrations.AlterField(
            model_name="answer",
            name="origin",
            field=models.CharField(choices=ORIGINS, default="typed", max_length=9, verbose_name="filled in from"),
        ),
        migrations.AlterField(
            model_name="historicalanswer",
            name="origin",
            field=models.CharField(choices=ORIGINS, default="typed", max_length=9, verbose_name="filled in from"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["typed", "open_data", "earlier", "survey", "counted", "rated"])),
                name="answer_origin_known",
            ),
        ),
    ]
