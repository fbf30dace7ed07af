import cmsportal.models
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
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
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerOrganisation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('name', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(choices=[('hospital', 'Hospital'), ('community', 'Community trust'), ('network', 'Primary care network'), ('public_health', 'Public health'), ('patients', 'Patient group'), ('other', 'Other')], max_length=20)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='PCN',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('code', models.CharField(max_length=6, unique=True, validators=[django.core.validators.RegexValidator('^U\\d{5}$')], verbose_name='ODS code')),
                ('name', models.CharField(max_length=200)),
            ],
            options={
                'verbose_name': 'primary care network',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Commissioner',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('code', models.CharField(max_length=5, validators=[django.core.validators.RegexValidator('^[A-Z0-9]{3,5}$')], verbose_name='ODS code')),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('ccg', 'Clinical commissioning group'), ('sub_icb', 'Sub-ICB location'), ('icb', 'Integrated care board')], max_length=10)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='predecessors', to='practices.commissioner')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('code',), name='commissioner_code_unique'), models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='commissioner_date_order', violation_error_message='The end is before the start.')],
            },
        ),
        migrations.CreateModel(
            name='CommissionerName',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('name', models.CharField(max_length=200)),
                ('commissioner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='practices.commissioner')),
            ],
            options={
                'ordering': ['starts_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='commissionername_date_order', violation_error_message='The end is before the start.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(cmsportal.models.DateRange(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), ('commissioner', '=')], name='commissionername_no_overlap', violation_error_message='These dates overlap with others already recorded.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPractice',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('code', models.CharField(db_index=True, max_length=6, validators=[django.core.validators.RegexValidator('^[A-Z]\\d{5}$', 'A practice code is a letter and five digits.')], verbose_name='ODS code')),
                ('name', models.CharField(max_length=200)),
                ('address', models.CharField(blank=True, max_length=400)),
                ('postcode', models.CharField(blank=True, max_length=8)),
                ('telephone', models.CharField(blank=True, max_length=40)),
                ('status', models.CharField(choices=[('A', 'Open'), ('C', 'Closed'), ('D', 'Dormant'), ('P', 'Proposed')], default='A', max_length=1)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('time_zone', models.CharField(default='Europe/London', max_length=40)),
                ('list_size', models.PositiveIntegerField(blank=True, null=True, verbose_name='patients registered')),
                ('listed_on', models.DateField(blank=True, null=True, verbose_name='day of the list it was read from')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical practice',
                'verbose_name_plural': 'historical practices',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalProgramme',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('name', models.CharField(max_length=120)),
                ('small_number_threshold', models.PositiveSmallIntegerField(default=7, help_text='People outside a practice see counts from 1 up to this number as *.', validators=[django.core.validators.MinValueValidator(4), django.core.validators.MaxValueValidator(20)], verbose_name='counts hidden up to')),
                ('method_words', models.BooleanField(default=False, help_text="For example 'PDSA cycle', not 'Small test'.", verbose_name="use the method's own words alone")),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical programme',
                'verbose_name_plural': 'historical programmes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PartnerMembership',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partner_memberships', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='practices.partnerorganisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='partnermembership_date_order', violation_error_message='The end is before the start.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(cmsportal.models.DateRange(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), ('partner', '='), ('user', '=')], name='partnermembership_no_overlap', violation_error_message='These dates overlap with others already recorded.')],
            },
        ),
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('code', models.CharField(max_length=6, unique=True, validators=[django.core.validators.RegexValidator('^[A-Z]\\d{5}$', 'A practice code is a letter and five digits.')], verbose_name='ODS code')),
                ('name', models.CharField(max_length=200)),
                ('address', models.CharField(blank=True, max_length=400)),
                ('postcode', models.CharField(blank=True, max_length=8)),
                ('telephone', models.CharField(blank=True, max_length=40)),
                ('status', models.CharField(choices=[('A', 'Open'), ('C', 'Closed'), ('D', 'Dormant'), ('P', 'Proposed')], default='A', max_length=1)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('time_zone', models.CharField(default='Europe/London', max_length=40)),
                ('list_size', models.PositiveIntegerField(blank=True, null=True, verbose_name='patients registered')),
                ('listed_on', models.DateField(blank=True, null=True, verbose_name='day of the list it was read from')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='practice_date_order', violation_error_message='The end is before the start.')],
            },
        ),
        migrations.CreateModel(
            name='PracticeCommissioner',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('commissioner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practice_relations', to='practices.commissioner')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commissioner_relations', to='practices.practice')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='practicecommissioner_date_order', violation_error_message='The end is before the start.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(cmsportal.models.DateRange(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), ('practice', '=')], name='practicecommissioner_no_overlap', violation_error_message='These dates overlap with others already recorded.')],
            },
        ),
        migrations.CreateModel(
            name='PracticeImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('as_of', models.DateField(verbose_name='day of the list')),
                ('content', models.BinaryField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('applied_at', models.DateTimeField(null=True)),
                ('report', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', True), ('by__isnull', False), ('content__isnull', False), ('expires_at__isnull', False)), models.Q(('applied_at__isnull', False), ('content__isnull', True), ('expires_at__isnull', True)), _connector='OR'), name='practiceimport_waits_or_applied')],
            },
        ),
        migrations.CreateModel(
            name='PracticeMembership',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='practices.practice')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practice_memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='practicemembership_date_order', violation_error_message='The end is before the start.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(cmsportal.models.DateRange(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), ('practice', '='), ('user', '=')], name='practicemembership_no_overlap', violation_error_message='These dates overlap with others already recorded.')],
            },
        ),
        migrations.CreateModel(
            name='PracticePCN',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('pcn', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practice_relations', to='practices.pcn')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pcn_relations', to='practices.practice')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='practicepcn_date_order', violation_error_message='The end is before the start.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(cmsportal.models.DateRange(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), ('practice', '=')], name='practicepcn_no_overlap', violation_error_message='These dates overlap with others already recorded.')],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('name', models.CharField(max_length=120)),
                ('small_number_threshold', models.PositiveSmallIntegerField(default=7, help_text='People outside a practice see counts from 1 up to this number as *.', validators=[django.core.validators.MinValueValidator(4), django.core.validators.MaxValueValidator(20)], verbose_name='counts hidden up to')),
                ('method_words', models.BooleanField(default=False, help_text="For example 'PDSA cycle', not 'Small test'.", verbose_name="use the method's own words alone")),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='programme_date_order', violation_error_message='The end is before the start.')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeCommissioner',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('commissioner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programme_relations', to='practices.commissioner')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commissioner_relations', to='practices.programme')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='programmecommissioner_date_order', violation_error_message='The end is before the start.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(cmsportal.models.DateRange(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), ('programme', '=')], name='programmecommissioner_no_overlap', violation_error_message='These dates overlap with others already recorded.')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeMembership',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('role', models.CharField(choices=[('manager', 'Programme manager'), ('coach', 'Coach')], max_length=10)),
                ('capacity', models.PositiveSmallIntegerField(default=2, verbose_name='teams at a time')),
                ('mentor', models.ForeignKey(blank=True, help_text='For a newer coach.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mentees', to='practices.programmemembership')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='practices.programme')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programme_memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='programmemembership_date_order', violation_error_message='The end is before the start.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(cmsportal.models.DateRange(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), ('programme', '='), ('user', '='), ('role', '=')], name='programmemembership_no_overlap', violation_error_message='These dates overlap with others already recorded.'), models.CheckConstraint(condition=models.Q(('mentor__isnull', True), ('role', 'coach'), _connector='OR'), name='programmemembership_mentor_of_coach')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammePartner',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programme_relations', to='practices.partnerorganisation')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partner_relations', to='practices.programme')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='programmepartner_date_order', violation_error_message='The end is before the start.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(cmsportal.models.DateRange(models.F('starts_on'), models.F('ends_on'), django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), ('programme', '='), ('partner', '=')], name='programmepartner_no_overlap', violation_error_message='These dates overlap with others already recorded.')],
            },
        ),
    ]
