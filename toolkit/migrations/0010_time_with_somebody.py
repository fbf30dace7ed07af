"""A timing says in which parts of a visit somebody is with the patient."""

import django.contrib.postgres.fields
from django.db import migrations, models

PARTS = {
    "base_field": models.PositiveSmallIntegerField(),
    "blank": True,
    "default": list,
    "help_text": "Places of the points from which on, until the next point, somebody is with the patient.",
    "size": None,
    "verbose_name": "parts with somebody",
}


class Migration(migrations.Migration):
    dependencies = [("toolkit", "0009_answers_rated_together")]

    operations = [
        migrations.AddField(
            model_name="historicaltiming",
            name="with_somebody",
            field=django.contrib.postgres.fields.ArrayField(**PARTS),
        ),
        migrations.AddField(
            model_name="timing",
            name="with_somebody",
            field=django.contrib.postgres.fields.ArrayField(**PARTS),
        ),
        migrations.AddConstraint(
            model_name="timing",
            constraint=models.CheckConstraint(
                condition=models.Q(("with_somebody__contained_by", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])),
                name="timing_with_somebody_in_a_part",
            ),
        ),
    ]
