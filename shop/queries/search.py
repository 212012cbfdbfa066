"""Search: full text first; then as the shopper may have meant it; then whatever comes near."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.core.paginator import Page
from django.db import connection
from django.db.models import F

from shop.engine.spelling import KnownWord, mend
from shop.models import Product, ProductQuerySet
from shop.queries.listing import page_of, window
from shop.queries.tile import Tile, tiles

CONFIG = "shop_english"
LONGEST = 100
MOST_WORDS = 8
WORD = re.compile(r"[^\W_]+")

# Per word: whether the catalogue has it, and else what it may have been meant to be. The words are unaccented first, as
# the catalogue's are. A mistyped word shares few trigrams with the right one unless it is long, so candidates are found
# by first letter and length too.
CANDIDATES = """
SELECT typed.place, known.word, known.uses
  FROM unnest(%(words)s::text[]) WITH ORDINALITY AS typed (word, place),
       LATERAL (SELECT unaccent(typed.word) AS word) AS plain,
       LATERAL (
           (SELECT word, uses, 2.0 AS nearness FROM shop_searchword
             WHERE word LIKE plain.word || '%%' ORDER BY uses DESC, word LIMIT 1)
           UNION
           (SELECT word, uses, similarity(word, plain.word) AS nearness FROM shop_searchword
             WHERE word %% plain.word ORDER BY nearness DESC, uses DESC, word LIMIT 40)
           UNION
           (SELECT word, uses, 0.0 FROM shop_searchword
             WHERE char_length(plain.word) BETWEEN 3 AND 9 AND word LIKE left(plain.word, 1) || '%%'
               AND char_length(word) BETWEEN char_length(plain.word) - 2 AND char_length(plain.word) + 2
             ORDER BY uses DESC, word LIMIT 300)
       ) AS known
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a text finds: products in order of relevance, and the text they were found by."""

    products: ProductQuerySet
    total: int
    text: str
    is_mended: bool = False
    is_near: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of what a text finds; `text` is what was searched for in the end."""

    typed: str
    text: str
    is_mended: bool
    is_near: bool
    total: int
    tiles: tuple[Tile, ...]
    page: Page[int]


def clean(text: str) -> str:
    """Return a typed text as it can be searched for: no control characters, single spaces, at most 100 characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * LONGEST])
    return " ".join(printable.split())[:LONGEST].strip()


def search_page(text: str, *, number: int, now: datetime) -> SearchPage | None:
    """Read a page of what a text finds; None when there is no such page."""
    typed = clean(text)
    found = search(typed)
    page = page_of(found.total, number)
    if page is None:
        return None
    return SearchPage(
        typed=typed,
        text=found.text,
        is_mended=found.is_mended,
        is_near=found.is_near,
        total=found.total,
        tiles=tiles(found.products[window(page)], now=now) if found.total else (),
        page=page,
    )


def search(text: str) -> Search:
    """Find products by a cleaned text: every word, else every word mended, else any of it or a name like it."""
    if not WORD.search(text):
        return Search(products=Product.objects.none(), total=0, text=text)
    exact = _every_word(text)
    total = exact.count()
    if total:
        return Search(products=exact, total=total, text=text)
    mended = _mended(text)
    if mended != text.lower():
        repaired = _every_word(mended)
        total = repaired.count()
        if total:
            return Search(products=repaired, total=total, text=mended, is_mended=True)
    near = _any_word(text, mended)
    total = near.count()
    if not total:
        near = _name_like(mended)
        total = near.count()
    return Search(products=near, total=total, text=text, is_near=True)


def _every_word(text: str) -> ProductQuerySet:
    """Match as search engines are typed to: all words, "phrases", -not, or; the last word may be unfinished."""
    whole = SearchQuery(text, config=CONFIG, search_type="websearch")
    words = WORD.findall(text)
    query = whole
    if text[-1].isalnum() and '"' not in text and "-" not in text:
        # A stop word or a stem of its own says nothing as a beginning; `whole` still covers it.
        query = whole | SearchQuery(_beginning(words), config=CONFIG, search_type="raw")
    return _ranked(query)


def _beginning(words: list[str]) -> str:
    """Return a raw query for all words, the last as a beginning. Words are letters and digits only, so it is safe."""
    kept = words[:MOST_WORDS]
    return " & ".join([*kept[:-1], f"{kept[-1]}:*"])


def _any_word(text: str, mended: str) -> ProductQuerySet:
    words = list(dict.fromkeys(WORD.findall(f"{text} {mended}")))[: 2 * MOST_WORDS]
    return _ranked(SearchQuery(" | ".join(words), config=CONFIG, search_type="raw"))


def _name_like(text: str) -> ProductQuerySet:
    """Match names that hold something like the text, by trigrams; for what no list of words explains."""
    likeness = TrigramWordSimilarity(text, "name")
    found = Product.objects.listed().filter(name__trigram_word_similar=text)
    return found.annotate(likeness=likeness).order_by("-likeness", "pk")


def _ranked(query: SearchQuery) -> ProductQuerySet:
    return (
        Product.objects.listed()
        .filter(search=query)
        .annotate(rank=SearchRank(F("search"), query))
        .order_by("-rank", "-created_at", "-pk")
    )


def _mended(text: str) -> str:
    """Return a text in lower case with each mistyped word replaced by the catalogue's nearest."""
    words = [word.lower() for word in WORD.findall(text)][:MOST_WORDS]
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, {"words": words})
        rows = cursor.fetchall()
    known: dict[int, list[KnownWord]] = {}
    for place, word, uses in rows:
        known.setdefault(place, []).append(KnownWord(word=word, uses=uses))
    return " ".join(mend(word, known.get(place, [])) or word for place, word in enumerate(words, start=1))
