from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("toolkit", "0010_time_with_somebody"),
    ]

    operations = [
        migrations.AlterField(
            model_name="diagram",
            name="when",
            field=models.CharField(
                blank=True,
                choices=[("now", "As it works now"), ("future", "As it should work")],
                help_text="Of a map.",
                max_length=6,
            ),
        ),
    ]
