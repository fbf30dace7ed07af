import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalVisit',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('at', models.DateTimeField(verbose_name='when')),
                ('mode', models.CharField(choices=[('in_person', 'At the practice'), ('video', 'Video'), ('phone', 'Phone')], max_length=10, verbose_name='how did you meet?')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='with the team')),
                ('preparation_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='preparing')),
                ('travel_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='travel')),
                ('people', models.CharField(blank=True, max_length=300, verbose_name='whom did you meet?')),
                ('phase', models.CharField(choices=[('pre', 'Getting ready'), ('action', 'Working'), ('transition', 'Handing over')], default='action', max_length=10)),
                ('helped', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('context', 'Understood their situation'), ('relationships', 'Built trust'), ('helping', 'Helped them decide'), ('technical', 'Taught a tool')], max_length=14), blank=True, default=list, size=None)),
                ('tools_used', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('steps', 'Project page'), ('team', 'Lead team'), ('workbook', 'About our practice'), ('fishbone', 'What causes it'), ('aims', 'What we will improve'), ('measures', 'Measures'), ('cycles', 'Small tests'), ('standards', 'What we keep'), ('huddles', 'Ten-minute huddle'), ('actions', 'Actions'), ('wall', 'Data wall'), ('visits', "Coach's visits")], max_length=12), blank=True, default=list, size=None)),
                ('progress', models.TextField(blank=True, max_length=2000, verbose_name='what moved on?')),
                ('barriers', models.TextField(blank=True, max_length=2000, verbose_name='what got in the way?')),
                ('energy', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name="how was the team's energy?")),
                ('next_contact_at', models.DateTimeField(blank=True, null=True, verbose_name='next visit')),
                ('needs_help', models.BooleanField(default=False, verbose_name='I need help with this team')),
                ('logged_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('coach', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.project')),
            ],
            options={
                'verbose_name': 'historical visit',
                'verbose_name_plural': 'historical visits',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('at', models.DateTimeField(verbose_name='when')),
                ('mode', models.CharField(choices=[('in_person', 'At the practice'), ('video', 'Video'), ('phone', 'Phone')], max_length=10, verbose_name='how did you meet?')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='with the team')),
                ('preparation_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='preparing')),
                ('travel_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='travel')),
                ('people', models.CharField(blank=True, max_length=300, verbose_name='whom did you meet?')),
                ('phase', models.CharField(choices=[('pre', 'Getting ready'), ('action', 'Working'), ('transition', 'Handing over')], default='action', max_length=10)),
                ('helped', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('context', 'Understood their situation'), ('relationships', 'Built trust'), ('helping', 'Helped them decide'), ('technical', 'Taught a tool')], max_length=14), blank=True, default=list, size=None)),
                ('tools_used', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('steps', 'Project page'), ('team', 'Lead team'), ('workbook', 'About our practice'), ('fishbone', 'What causes it'), ('aims', 'What we will improve'), ('measures', 'Measures'), ('cycles', 'Small tests'), ('standards', 'What we keep'), ('huddles', 'Ten-minute huddle'), ('actions', 'Actions'), ('wall', 'Data wall'), ('visits', "Coach's visits")], max_length=12), blank=True, default=list, size=None)),
                ('progress', models.TextField(blank=True, max_length=2000, verbose_name='what moved on?')),
                ('barriers', models.TextField(blank=True, max_length=2000, verbose_name='what got in the way?')),
                ('energy', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name="how was the team's energy?")),
                ('next_contact_at', models.DateTimeField(blank=True, null=True, verbose_name='next visit')),
                ('needs_help', models.BooleanField(default=False, verbose_name='I need help with this team')),
                ('logged_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('private_note_sealed', models.BinaryField(blank=True, help_text='For coach and mentor alone, encrypted (coaching.sealed).', null=True)),
                ('coach', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='projects.project')),
            ],
            options={
                'ordering': ['-at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('energy__isnull', True), ('energy__range', (1, 5)), _connector='OR'), name='visit_energy_range')],
            },
        ),
    ]
