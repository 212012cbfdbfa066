"""Mark whom staff made, instead of guessing it from a missing row."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def vouch_for_staff(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Vouch for staff, who were made by hand; a customer made so proves the address once."""
    apps.get_model("accounts", "User").objects.filter(is_staff=True).update(is_vouched=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_role_that_promotes_weights")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_vouched",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Their e-mail address needs no proof.",
                verbose_name="made by staff",
            ),
        ),
        migrations.RunPython(vouch_for_staff, migrations.RunPython.noop),
    ]
