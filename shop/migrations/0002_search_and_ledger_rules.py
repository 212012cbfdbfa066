"""What the catalogue's tables need beyond Django's own words: how text is searched, and what must never change."""

from django.db import migrations

# English stems, written with or without accents.
SEARCH = """
CREATE TEXT SEARCH CONFIGURATION shop_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION shop_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION shop_words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION shop_words
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""
NO_SEARCH = """
DROP TEXT SEARCH CONFIGURATION shop_words;
DROP TEXT SEARCH CONFIGURATION shop_english;
"""

LEDGER = """
CREATE FUNCTION shop_refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The stock ledger is append-only: correct it with another entry.' USING ERRCODE = '23514';
END
$$;
CREATE TRIGGER shop_ledger_is_append_only BEFORE UPDATE OR DELETE ON shop_stockmovement
    FOR EACH ROW EXECUTE FUNCTION shop_refuse_ledger_change();
"""
NO_LEDGER = """
DROP TRIGGER shop_ledger_is_append_only ON shop_stockmovement;
DROP FUNCTION shop_refuse_ledger_change();
"""

# {"material": ["oak", "linen"]}: names to lists of words. Facets rely on it.
ATTRIBUTES = """
ALTER TABLE shop_product ADD CONSTRAINT product_attributes_are_lists CHECK (
    jsonb_typeof(attributes) = 'object'
    AND NOT jsonb_path_exists(attributes, 'strict $.* ? (@.type() != "array")')
    AND NOT jsonb_path_exists(attributes, 'strict $.*[*] ? (@.type() != "string")')
);
"""
NO_ATTRIBUTES = "ALTER TABLE shop_product DROP CONSTRAINT product_attributes_are_lists;"


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_catalogue_and_stock")]

    operations = [
        migrations.RunSQL(SEARCH, NO_SEARCH),
        migrations.RunSQL(LEDGER, NO_LEDGER),
        migrations.RunSQL(ATTRIBUTES, NO_ATTRIBUTES),
    ]
