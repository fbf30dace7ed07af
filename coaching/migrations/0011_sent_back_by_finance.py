import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def name_files(apps, schema_editor):
    """Until now a claim stayed in its file, and was paid once: the claim tells what its steps did not."""
    ClaimStep = apps.get_model('coaching', 'ClaimStep')
    for step in ClaimStep.objects.filter(act='exported').select_related('claim').iterator():
        step.file_id = step.claim.file_id
        step.save(update_fields=['file'])
    for step in ClaimStep.objects.filter(act='paid', words='').select_related('claim').iterator():
        day = f'{step.claim.paid_on:%A} {step.claim.paid_on.day} {step.claim.paid_on:%B %Y}'
        step.words = f'Paid on {day}. Reference: {step.claim.reference}'
        step.save(update_fields=['words'])
    # What this has changed is checked now: with checks still to come, no table of them can be altered.
    schema_editor.execute('SET CONSTRAINTS ALL IMMEDIATE')
    schema_editor.execute('SET CONSTRAINTS ALL DEFERRED')


class Migration(migrations.Migration):

    dependencies = [
        ('coaching', '0010_places_that_are_left'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='claimstep',
            name='file',
            field=models.ForeignKey(blank=True, help_text='Into which it went, or from which finance sent it back.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='coaching.paymentfile'),
        ),
        migrations.RunPython(name_files, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='claimstep',
            name='claimstep_question_has_words',
        ),
        migrations.AddConstraint(
            model_name='claimstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['queried', 'answered', 'sent_back']), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='claimstep_question_has_words'),
        ),
        migrations.AddConstraint(
            model_name='claimstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['exported', 'sent_back']), ('file__isnull', False)), models.Q(models.Q(('act__in', ['exported', 'sent_back']), _negated=True), ('file__isnull', True)), _connector='OR'), name='claimstep_file_by_its_act'),
        ),
        migrations.AddIndex(
            model_name='claimstep',
            index=models.Index(fields=['-at'], name='claimstep_newest'),
        ),
    ]
