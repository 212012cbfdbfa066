"""Number every change of the lists, so that memories of them can be caught up; take delivery addresses."""

from django.db import migrations, models

# The lock makes numbers become visible in their order: whoever has read up to one has missed none before it. It is the
# lock that actions take, and taking it twice costs nothing.
NUMBER = """
CREATE SEQUENCE antifraud_list_revision;
CREATE FUNCTION antifraud_number_list_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7236100);
    NEW.revision := nextval('antifraud_list_revision');
    RETURN NEW;
END $$;
CREATE TRIGGER list_change_numbered BEFORE INSERT OR UPDATE OF ended_at ON antifraud_listentry
    FOR EACH ROW EXECUTE FUNCTION antifraud_number_list_change();
UPDATE antifraud_listentry SET ended_at = ended_at;
"""
UNNUMBER = """
DROP TRIGGER list_change_numbered ON antifraud_listentry;
DROP FUNCTION antifraud_number_list_change();
DROP SEQUENCE antifraud_list_revision;
"""


class Migration(migrations.Migration):
    """Add the column, what fills it, and its index."""

    dependencies = [("antifraud", "0004_cards_and_coupons_of_records")]

    operations = [
        migrations.AddField("listentry", "revision", models.BigIntegerField(db_default=0, editable=False)),
        migrations.RunSQL(NUMBER, UNNUMBER),
        migrations.AddIndex("listentry", models.Index(fields=["revision"], name="list_revision")),
        migrations.AlterField(
            "listentry",
            "subject",
            models.CharField(
                choices=[
                    ("address", "address"),
                    ("cidr", "cidr"),
                    ("email", "email"),
                    ("phone", "phone"),
                    ("device", "device"),
                    ("delivery", "delivery"),
                    ("country", "country"),
                    ("asn", "asn"),
                ],
                max_length=10,
            ),
        ),
    ]
