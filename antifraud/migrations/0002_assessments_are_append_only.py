"""Refuse every change to an assessment but one: when its evidence expires, what is personal is cut out."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION antifraud_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.truncated_at IS NULL AND NEW.truncated_at IS NOT NULL
        AND to_jsonb(OLD) - ARRAY['facts', 'matched', 'truncated_at']
          = to_jsonb(NEW) - ARRAY['facts', 'matched', 'truncated_at'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'assessments are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER assessment_append_only BEFORE UPDATE OR DELETE ON antifraud_assessment
    FOR EACH ROW EXECUTE FUNCTION antifraud_refuse_change();
"""
ALLOW = """
DROP TRIGGER assessment_append_only ON antifraud_assessment;
DROP FUNCTION antifraud_refuse_change();
"""


class Migration(migrations.Migration):
    """Add the trigger."""

    dependencies = [("antifraud", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
