import django.db.models.deletion
import uuid
import wasdini.rows.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_device_passwords'),
    ]

    operations = [
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', wasdini.rows.fields.CodeField(max_length=17)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('expected_count', models.PositiveSmallIntegerField(default=1)),
                ('expects_nil', models.BooleanField(default=True)),
                ('paper_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('assigned_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('assigned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties_assigned', to=settings.AUTH_USER_MODEL)),
                ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties_cancelled', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['path', 'starts_at'], name='accounts_duty_place'), models.Index(fields=['user', 'starts_at'], name='accounts_duty_person'), models.Index(fields=['ends_at', 'path'], name='accounts_duty_window')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='accounts_duty_window_runs_forward'), models.CheckConstraint(condition=models.Q(('expected_count__gte', 1)), name='accounts_duty_expects_something'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at', None), ('cancelled_by', None)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False)), _connector='OR'), name='accounts_duty_cancelled_who_and_when'), models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('user', 'path', 'starts_at', 'ends_at'), name='accounts_duty_once')],
            },
        ),
    ]
