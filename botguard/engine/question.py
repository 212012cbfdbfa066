"""Small questions for people whose browsers run no scripts, or who rather answer than wait.

Each is put together from a seed that only we can compute from the challenge, so there are millions of them, and a list
of answers is worth nothing. A program written for this shop can still read them: they buy time and cost attempts, and
stop none that is determined (docs/threats.md).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

ORDINALS = ("first", "second", "third", "fourth", "fifth")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNITS = (
    *(
        "nought",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NAMES = ("Ada", "Ben", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivan", "Jo", "Kim", "Lena")
THINGS = (
    *("mugs", "candles", "baskets", "lamps", "plates", "spoons", "cushions", "vases", "hooks", "bowls"),
    *("jars", "rugs", "trays", "kettles", "brushes", "shelves"),
)
# What a thing is; no word belongs to two kinds.
KINDS = {
    "an animal": (
        "horse",
        "rabbit",
        "goose",
        "otter",
        "badger",
        "donkey",
        "hedgehog",
        "sparrow",
        "trout",
        "beaver",
    ),
    "a colour": (
        "green",
        "purple",
        "yellow",
        "scarlet",
        "grey",
        "brown",
        "turquoise",
        "pink",
        "crimson",
        "blue",
    ),
    "a fruit": (
        "pear",
        "plum",
        "cherry",
        "quince",
        "grape",
        "apricot",
        "raspberry",
        "melon",
        "fig",
        "banana",
    ),
    "a piece of furniture": (
        "wardrobe",
        "armchair",
        "sofa",
        "bench",
        "desk",
        "stool",
        "bookcase",
        "cupboard",
    ),
    "a tool": ("hammer", "screwdriver", "saw", "pliers", "chisel", "spanner", "rake", "shovel"),
    "a piece of clothing": ("jacket", "scarf", "trousers", "glove", "sock", "blouse", "jumper", "coat"),
    "a drink": ("coffee", "lemonade", "cider", "milk", "cocoa", "tea", "beer", "wine"),
    "a musical instrument": ("violin", "trumpet", "flute", "cello", "piano", "guitar", "harp", "clarinet"),
}
# From the smallest to the largest, far enough apart that nobody can argue.
SIZES = ("ant", "thimble", "teacup", "kettle", "bicycle", "lorry", "church", "mountain")
USES = (
    ("drink from", "mug"),
    ("sit on", "stool"),
    ("sleep in", "bed"),
    ("read", "book"),
    ("wear on your head", "hat"),
    ("cut bread with", "knife"),
    ("sweep the floor with", "broom"),
    ("write with", "pencil"),
    ("unlock a door with", "key"),
    ("tell the time by", "clock"),
    ("dry your hands with", "towel"),
    ("look at yourself in", "mirror"),
)
SMALL_WORDS = ("a ", "an ", "the ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, and the answers that are right, in lower case."""

    words: str
    answers: frozenset[str]


class _Dice:
    """Throws that follow from a seed alone."""

    def __init__(self, seed: bytes) -> None:
        self._left = int.from_bytes(seed)

    def below(self, limit: int) -> int:
        self._left, thrown = divmod(self._left, limit)
        return thrown

    def between(self, least: int, most: int) -> int:
        return least + self.below(most - least + 1)

    def one[T](self, among: Sequence[T]) -> T:
        return among[self.below(len(among))]

    def some[T](self, number: int, among: Sequence[T]) -> list[T]:
        left = list(among)
        return [left.pop(self.below(len(left))) for _ in range(number)]


def question(seed: bytes) -> Question:
    """Return the question of a seed of 16 bytes."""
    dice = _Dice(seed)
    return dice.one(TEMPLATES)(dice)


def is_answer(seed: bytes, answer: str) -> bool:
    """Tell whether an answer is right; case, spaces around it, a small word before it and a full stop do not matter."""
    given = answer.strip().rstrip(".!").strip().lower()
    for small in SMALL_WORDS:
        given = given.removeprefix(small)
    return given.strip() in question(seed).answers


def in_words(number: int) -> str:
    """Return a number below a hundred in words."""
    if number < len(UNITS):
        return UNITS[number]
    tens, unit = divmod(number, 10)
    return f"{TENS[tens]}-{UNITS[unit]}" if unit else TENS[tens]


def _number(words: str, number: int) -> Question:
    spoken = in_words(number)
    return Question(words=words, answers=frozenset({str(number), spoken, spoken.replace("-", " ")}))


def _word(words: str, answer: str) -> Question:
    return Question(words=words, answers=frozenset({answer.lower()}))


def _place(dice: _Dice) -> Question:
    words = dice.some(5, [word for kind in KINDS.values() for word in kind])
    place = dice.below(len(words))
    return _word(f"Type the {ORDINALS[place]} of these words: {', '.join(words)}.", words[place])


def _kind(dice: _Dice) -> Question:
    wanted, *others = dice.some(4, list(KINDS))
    answer = dice.one(KINDS[wanted])
    shown = dice.some(4, [answer, *(dice.one(KINDS[other]) for other in others)])
    return _word(f"Which of these is {wanted}: {', '.join(shown)}?", answer)


def _stranger(dice: _Dice) -> Question:
    usual, other = dice.some(2, list(KINDS))
    answer = dice.one(KINDS[other])
    shown = dice.some(4, [answer, *dice.some(3, KINDS[usual])])
    return _word(f"Which of these is not {usual}: {', '.join(shown)}?", answer)


def _more(dice: _Dice) -> Question:
    name, things = dice.one(NAMES), dice.one(THINGS)
    had, bought = dice.between(2, 9), dice.between(2, 9)
    words = f"{name} has {in_words(had)} {things} and buys {in_words(bought)} more. How many does {name} have now?"
    return _number(words, had + bought)


def _fewer(dice: _Dice) -> Question:
    name, things = dice.one(NAMES), dice.one(THINGS)
    left, given = dice.between(1, 9), dice.between(2, 9)
    words = (
        f"{name} had {in_words(left + given)} {things} and gave {in_words(given)} away. How many are left?"
    )
    return _number(words, left)


def _larger(dice: _Dice) -> Question:
    one, other = dice.some(2, range(11, 100))
    return _number(f"Which number is the larger: {in_words(one)} or {in_words(other)}?", max(one, other))


def _size(dice: _Dice) -> Question:
    shown = dice.some(4, SIZES)
    word, answer = dice.one(
        (("largest", max(shown, key=SIZES.index)), ("smallest", min(shown, key=SIZES.index)))
    )
    return _word(f"Which of these is the {word}: {', '.join(shown)}?", answer)


def _use(dice: _Dice) -> Question:
    (use, answer), *others = dice.some(4, USES)
    shown = dice.some(4, [answer, *(thing for _, thing in others)])
    return _word(f"Which of these would you {use}: {', '.join(shown)}?", answer)


def _day(dice: _Dice) -> Question:
    name, things = dice.one(NAMES), dice.one(THINGS)
    start, steps = dice.below(7), dice.between(2, 6)
    words = f"{name} ordered {things} on a {DAYS[start]}. They came {in_words(steps)} days later. Which day was that?"
    return _word(words, DAYS[(start + steps) % 7])


TEMPLATES: tuple[Callable[[_Dice], Question], ...] = (
    *(_place, _kind, _stranger, _more, _fewer, _larger, _size, _use, _day),
)
