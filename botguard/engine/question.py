"""Small questions for browsers that run no scripts. They slow programs down, and stop none that is determined."""

QUESTIONS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Of a mug, a chair and a lamp, which one do you drink from?", frozenset({"mug", "a mug", "the mug"})),
    (
        "Of a mug, a chair and a lamp, which one do you sit on?",
        frozenset({"chair", "a chair", "the chair"}),
    ),
    (
        "Of a mug, a chair and a lamp, which one gives light?",
        frozenset({"lamp", "a lamp", "the lamp"}),
    ),
    ("How many legs has a cat? (a number)", frozenset({"4", "four"})),
    ("Which is the larger: a house or a spoon?", frozenset({"house", "a house", "the house"})),
    ("Which is the colder: ice or tea?", frozenset({"ice", "the ice"})),
    ("What colour is fresh grass?", frozenset({"green"})),
    ("Which of these can you read: a book or a pillow?", frozenset({"book", "a book", "the book"})),
    ("What is the word for the day before Tuesday?", frozenset({"monday"})),
    ("Type the third of these words: brass, bramble, kettle, linen.", frozenset({"kettle"})),
    ("Type the last of these words: candle, basket, blanket.", frozenset({"blanket"})),
    ("Type the first of these words: vase, ladle, rug.", frozenset({"vase"})),
)


def question(number: int) -> str:
    """Return a question's words; any number names one."""
    return QUESTIONS[number % len(QUESTIONS)][0]


def is_answer(number: int, answer: str) -> bool:
    """Tell whether an answer is right; case, spaces around it and a full stop do not matter."""
    return answer.strip().rstrip(".").strip().lower() in QUESTIONS[number % len(QUESTIONS)][1]
