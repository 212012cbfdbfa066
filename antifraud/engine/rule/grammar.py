"""Read a rule: CEL without macros, maps and regular expressions, so that every rule ends and can be put in words.

CEL itself evaluates; what is read here is for names, kinds, limits, and the sentence in plain English. Whatever is read
is CEL, and means there what it means here.
"""

import re
from dataclasses import dataclass
from math import isinf

from antifraud.engine.rule.tree import Binary, Call, Choice, Listing, Literal, Name, Node, Unary

LONGEST = 2_000
MOST_WORDS = 300
DEEPEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a rule, and where; both counted from 1."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}, column {self.column}: {self.message}"


class UnusableRule(ValueError):
    """A rule that cannot be used; `problems` names everything that is wrong with it, at least one thing."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a rule."""

    kind: str
    text: str
    at: int


WORDS = re.compile(
    r"""(?P<blank>\s+|//[^\n]*)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])
    |(?P<string>"(?:[^"\\\n]|\\[\\'"nt])*"|'(?:[^'\\\n]|\\[\\'"nt])*')
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>&&|\|\||==|!=|<=|>=|[<>!+\-*/?:()\[\],.])""",
    re.VERBOSE,
)
ESCAPES = {"n": "\n", "t": "\t"}
METHODS = ("contains", "startsWith", "endsWith")
FUNCTIONS = ("has", "size")
# From loose to tight.
LADDER = (
    ("||",),
    ("&&",),
    ("==", "!=", "<", "<=", ">", ">=", "in"),
    ("+", "-"),
    ("*", "/"),
)
HINTS = {
    "and": "Write && for and.",
    "or": "Write || for or.",
    "not": "Write ! for not.",
    "null": "Ask has(…) whether something is known.",
    "all": "",
    "exists": "",
    "exists_one": "",
    "map": "",
    "filter": "",
    "matches": "",
}
LEFT_OUT = "Rules know no {}: every rule must end at once."


def parse(text: str) -> Node:
    """Return what a rule says.

    :raises UnusableRule: with the first problem
    """
    if len(text) > LONGEST:
        raise problem_at(text, LONGEST, f"The rule is too long: at most {LONGEST:,} characters.")
    return _Reader(text, _split(text)).rule()


def problem_at(text: str, at: int, message: str) -> UnusableRule:
    """Return a problem as an error, its place told as line and column."""
    return UnusableRule(located(text, at, message))


def located(text: str, at: int, message: str) -> Problem:
    """Return a problem with its line and column."""
    before = text[:at]
    return Problem(line=before.count("\n") + 1, column=at - (before.rfind("\n") + 1) + 1, message=message)


def _split(text: str) -> list[Word]:
    words, at = [], 0
    while at < len(text):
        found = WORDS.match(text, at)
        if found is None:
            raise problem_at(text, at, _strange(text, at))
        kind = str(found.lastgroup)
        if kind == "string" and not found[0].isprintable():
            raise problem_at(text, at, "A text may hold no control characters.")
        if kind != "blank":
            words.append(Word(kind, found[0], at))
        if len(words) > MOST_WORDS:
            raise problem_at(text, at, f"The rule is too long: at most {MOST_WORDS} words and signs.")
        at = found.end()
    words.append(Word("end", "", len(text)))
    return words


def _strange(text: str, at: int) -> str:
    match text[at]:
        case "'" | '"':
            return "This text has no end, or holds an escape that rules do not know."
        case "=":
            return "Write == to compare."
        case "&":
            return "Write && for and."
        case "|":
            return "Write || for or."
        case "%":
            return "Rules know no remainder (%)."
        case "{":
            return "Rules know no maps."
        case sign if sign.isdigit():
            return "This is no number that rules know: write 12, 0.5 or 1e3."
        case sign:
            return f"{sign!r} means nothing here."


class _Reader:
    """Go through the words from left to right; each method reads one rung of the ladder."""

    def __init__(self, text: str, words: list[Word]) -> None:
        self.text = text
        self.words = words
        self.position = 0
        self.depth = 0

    @property
    def word(self) -> Word:
        return self.words[self.position]

    def rule(self) -> Node:
        if self.word.kind == "end":
            raise self.wrong("The rule is empty.")
        found = self.choice()
        if self.word.kind != "end":
            raise self.wrong(HINTS.get(self.word.text) or f"Expected && or || or the end, not {self.told()}.")
        return found

    def choice(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong(f"The rule is too deep: at most {DEEPEST} levels.")
        found = self.binary(0)
        if self.take("?"):
            yes = self.choice()
            self.need(":")
            found = Choice(at=found.at, condition=found, yes=yes, no=self.choice())
        self.depth -= 1
        return found

    def binary(self, rung: int) -> Node:
        if rung == len(LADDER):
            return self.unary()
        left = self.binary(rung + 1)
        while self.word.text in LADDER[rung] and self.word.kind in {"sign", "name"}:
            sign = self.word
            self.position += 1
            left = Binary(at=sign.at, operator=sign.text, left=left, right=self.binary(rung + 1))
        return left

    def unary(self) -> Node:
        sign = self.word
        if sign.kind == "sign" and sign.text in {"!", "-"}:
            self.position += 1
            self.depth += 1
            if self.depth > DEEPEST:
                raise self.wrong(f"The rule is too deep: at most {DEEPEST} levels.")
            found = Unary(at=sign.at, operator=sign.text, operand=self.unary())
            self.depth -= 1
            return found
        return self.value()

    def value(self) -> Node:
        word = self.word
        self.position += 1
        match word.kind, word.text:
            case "number", text:
                number = float(text)
                if isinf(number):
                    raise problem_at(self.text, word.at, "This number is too large.")
                return Literal(at=word.at, value=number)
            case "string", text:
                return self.methods(Literal(at=word.at, value=_unescaped(text)))
            case "name", "true" | "false":
                return Literal(at=word.at, value=word.text == "true")
            case "name", _:
                return self.named(word)
            case "sign", "(":
                found = self.choice()
                self.need(")")
                return self.methods(found)
            case "sign", "[":
                return Listing(at=word.at, items=self.until("]"))
        self.position -= 1
        raise self.wrong(f"Expected a value, not {self.told()}.")

    def named(self, word: Word) -> Node:
        """Read a dotted name, what is called by it, and what is called on it."""
        if word.text in HINTS:
            raise problem_at(self.text, word.at, HINTS[word.text] or LEFT_OUT.format(word.text))
        if self.word.text == "(":
            return self.called(word, before=())
        parts = [word.text]
        while self.word.text == "." and not self.is_call_next():
            self.position += 1
            if self.word.kind != "name":
                raise self.wrong(f"Expected a name after the point, not {self.told()}.")
            parts.append(self.word.text)
            self.position += 1
        return self.methods(Name(at=word.at, name=".".join(parts)))

    def is_call_next(self) -> bool:
        """Return whether after the point stands a function, not a part of the name."""
        after = self.words[self.position + 1 : self.position + 3]
        return len(after) == 2 and after[1].text == "("

    def methods(self, receiver: Node) -> Node:
        while self.take("."):
            word = self.word
            if word.kind != "name":
                raise self.wrong(f"Expected a name after the point, not {self.told()}.")
            self.position += 1
            receiver = self.called(word, before=(receiver,))
        return receiver

    def called(self, word: Word, *, before: tuple[Node, ...]) -> Node:
        known = METHODS if before else FUNCTIONS
        if word.text in HINTS:
            raise problem_at(self.text, word.at, LEFT_OUT.format(word.text))
        if word.text not in known:
            names = ", ".join(known)
            raise problem_at(self.text, word.at, f"There is no function {word.text} here, only {names}.")
        self.need("(")
        arguments = before + self.until(")")
        wanted = 1 + len(before)
        if len(arguments) != wanted:
            raise problem_at(self.text, word.at, f"{word.text} takes one argument.")
        return Call(at=word.at, function=word.text, arguments=arguments)

    def until(self, end: str) -> tuple[Node, ...]:
        items: list[Node] = []
        while not self.take(end):
            if items:
                self.need(",")
            items.append(self.choice())
        return tuple(items)

    def take(self, sign: str) -> bool:
        if self.word.kind == "sign" and self.word.text == sign:
            self.position += 1
            return True
        return False

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise self.wrong(HINTS.get(self.word.text) or f"Expected {sign} here, not {self.told()}.")

    def told(self) -> str:
        return "the end" if self.word.kind == "end" else self.word.text

    def wrong(self, message: str) -> UnusableRule:
        return problem_at(self.text, self.word.at, message)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), text[1:-1])
