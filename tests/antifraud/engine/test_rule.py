"""Rules: what can be said, what is refused and where, what it means, and what missing facts do to it."""

from dataclasses import replace

import cel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antifraud.engine.history import History, Velocity
from antifraud.engine.rule import (
    FACTS,
    Answer,
    Kind,
    LiveRule,
    RuleAction,
    UnusableRule,
    ask_rules,
    doubts,
    in_words,
    question,
    read_facts,
    read_rule,
    strongest,
)
from antifraud.engine.rule.evaluate import as_cel
from antifraud.engine.rule.form import stored_form
from antifraud.engine.rule.grammar import LONGEST
from antifraud.engine.rule.verdict import PRECEDENCE, hidden_methods
from tests.antifraud.orders import BARE, ORDINARY, QUIET, history

REFUSED = {
    "nothing": ("", "Line 1, column 1: The rule is empty."),
    "half a comparison": ("order.amount >", "Line 1, column 15: Expected a value, not the end."),
    "a word for a sign": ("order.amount > 1 and true", "Line 1, column 18: Write && for and."),
    "one equals sign": ("order.units = 3", "Line 1, column 13: Write == to compare."),
    "an open bracket": ("(order.units > 1", "Line 1, column 17: Expected ) here, not the end."),
    "an open text": (
        "email.domain == 'x",
        "Line 1, column 17: This text has no end, or holds an escape that rules do not know.",
    ),
    "a fact nobody knows, on the second line": (
        "order.units > 1 &&\n  email.domian == 'x.com'",
        "Line 2, column 3: There is no fact email.domian. Did you mean email.domain?",
    ),
    "a right end under a wrong beginning": (
        "adress.country == 'RO'",
        "Line 1, column 1: There is no fact adress.country. Did you mean address.country?",
    ),
    "an end alone": ("orders_1h > 3", "Line 1, column 1: There is no fact orders_1h. Did you mean address.orders_1h?"),
    "nothing like a fact": ("qqqq > 3", "Line 1, column 1: There is no fact qqqq."),
    "a number beside a text": ("order.amount > 'x'", "Line 1, column 16: > compares numbers; this is a text."),
    "kinds that never equal": (
        "order.units == 'two'", "Line 1, column 16: == compares things of one kind, not number and text.",
    ),
    "no answer": ("order.amount + 1", "Line 1, column 14: A rule must answer yes or no, as in order.amount > 100."),
    "a macro": ("['a'].exists(x, x == 'a')", "Line 1, column 6: Expected && or || or the end, not .."),
    "a macro on a fact": (
        "email.domain.map(x, x)", "Line 1, column 14: Rules know no map: every rule must end at once.",
    ),
    "a pattern": (
        "email.domain.matches('(a+)+')", "Line 1, column 14: Rules know no matches: every rule must end at once.",
    ),
    "a function of one's own": ("eval('1')", "Line 1, column 1: There is no function eval here, only has, size."),
    "has of a value": ("has(1)", "Line 1, column 1: has asks whether a fact is known, as in has(email.domain)."),
    "an empty list": (
        "order.units in []",
        'Line 1, column 16: After in stands a list, as in delivery.country in ["RO", "BG"].',
    ),
    "too deep": ("(" * 17 + "true" + ")" * 17, "Line 1, column 17: The rule is too deep: at most 16 levels."),
    "too many denials": ("!" * 1000 + "true", "Line 1, column 301: The rule is too long: at most 300 words and signs."),
    "too long": ("true" + " " * LONGEST, "Line 1, column 2001: The rule is too long: at most 2,000 characters."),
    "a number beyond all numbers": ("order.amount > 1e999", "Line 1, column 16: This number is too large."),
    "a nul": ("order.units > 1 \0", "Line 1, column 17: '\\x00' means nothing here."),
    "a lone surrogate": ("email.domain == '\ud800'", "Line 1, column 17: A text may hold no control characters."),
    "two things at once": (
        "foo > 1 && order.units == 'x'",
        "Line 1, column 1: There is no fact foo.; "
        "Line 1, column 27: == compares things of one kind, not number and text.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_a_rule_that_cannot_be_used_says_why_and_where(text: str, said: str) -> None:
    with pytest.raises(UnusableRule) as refused:
        read_rule(text)
    assert str(refused.value) == said


def test_the_checkout_page_is_asked_only_what_it_knows() -> None:
    assert read_rule("order.amount > 100", is_at_checkout=True).names == ("order.amount",)
    with pytest.raises(UnusableRule, match="The checkout page does not know email"):
        read_rule("email.domain == 'x.com'", is_at_checkout=True)


WORDS = {
    "a comparison": ("order.amount > 100", "the order's total is more than 100"),
    "and": (
        "order.units >= 5 && email.is_disposable",
        "the number of things ordered is at least 5 and the e-mail is a throw-away one",
    ),
    "or around and": (
        'order.units < 2 || order.units > 9 && delivery.country != "RO"',
        "either the number of things ordered is less than 2, or (the number of things ordered is more than 9 and "
        "the country of delivery is not “RO”)",
    ),
    "a list denied": (
        '!(delivery.country in ["RO", "BG"])',
        "the country of delivery is none of “RO” and “BG”",
    ),
    "a flag compared": (
        "order.is_offline == false",
        "it is not so that the order is not paid in advance",
    ),
    "what is known": ("!has(email.domain)", "the e-mail's domain is not known"),
    "an end": ("email.domain.endsWith('.example')", "the e-mail's domain ends with “.example”"),
    "a sum": (
        "order.amount > 2 * shop.p90_amount",
        "the order's total is more than 2 times the total that nine of ten orders stay below",
    ),
    "a choice": (
        "order.is_offline ? order.units > 2 : order.units > 20",
        "(if the order is not paid in advance, then the number of things ordered is more than 2, and otherwise the "
        "number of things ordered is more than 20)",
    ),
    "a length": ("size(customer.name) <= 3", "the length of the recipient's name is at most 3"),
    "no coupon": ("order.coupon == ''", "the coupon is empty"),
}


@pytest.mark.parametrize(("text", "said"), WORDS.values(), ids=WORDS.keys())
def test_a_rule_is_put_in_plain_english(text: str, said: str) -> None:
    assert in_words(read_rule(text).tree) == said


YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
ANSWERS = {
    "what is known is compared": ("order.amount > 40", YES),
    "amounts are in main units": ("order.amount == 45", YES),
    "numbers mix": ("order.amount / 2 + 1 < 23.6 && order.units == 2", YES),
    "countries are upper case": ('delivery.country in ["BG", "RO"]', YES),
    "texts are lower case": ('delivery.city == "brasov"', YES),
    "a tag is no other e-mail": ('email.address == "maria.ionescu@example.com"', YES),
    "hours are UTC": ("order.hour == 12 && order.weekday == 2", YES),
    "no coupon is known": ('order.coupon == ""', YES),
    "what is missing is not known": ("payment.card_result == 'cvc-fail'", UNKNOWN),
    "nor is its opposite": ("!(payment.card_result == 'cvc-fail')", UNKNOWN),
    "nor whether it differs": ("payment.card_result != 'cvc-fail'", UNKNOWN),
    "missing or yes is yes": ("payment.card_result == 'x' || order.units == 2", YES),
    "yes or missing is yes": ("order.units == 2 || payment.card_result == 'x'", YES),
    "missing or no is unknown": ("payment.card_result == 'x' || order.units == 3", UNKNOWN),
    "no or missing is unknown": ("order.units == 3 || payment.card_result == 'x'", UNKNOWN),
    "missing and no is no": ("payment.card_result == 'x' && order.units == 3", NO),
    "no and missing is no": ("order.units == 3 && payment.card_result == 'x'", NO),
    "missing and yes is unknown": ("payment.card_result == 'x' && order.units == 2", UNKNOWN),
    "one may ask first": ("has(payment.card_result) && payment.card_result == 'x'", NO),
    "a choice on what is missing is unknown": ("payment.card_result == 'x' ? true : true", UNKNOWN),
    "only the chosen side counts": ("order.units == 2 ? true : payment.card_result == 'x'", YES),
    "nothing by nothing is unknown": ("address.orders_1h / address.orders_1h > 1", UNKNOWN),
    "an account of nobody has no age": ("customer.account_hours < 1", UNKNOWN),
    "nobody is signed in": ("customer.is_signed_in", NO),
    "escapes are CEL's": (r"customer.name == 'a\'b\n' || customer.name == 'maria ionescu'", YES),
    "a text beyond ASCII": ("'ărș'.contains('rș')", YES),
}


@pytest.mark.parametrize(("text", "answer"), ANSWERS.values(), ids=ANSWERS.keys())
def test_a_rule_answers_yes_no_or_unknown(text: str, answer: Answer) -> None:
    asked = question(text)
    known = read_facts(asked.rule.names, stored_form(ORDINARY, QUIET))
    assert asked.ask(known) == answer


def test_counts_come_from_history_as_it_was() -> None:
    known = read_facts(("address.orders_1h",), stored_form(ORDINARY, history(address=Velocity(orders_1h=4))))
    assert known == {"address.orders_1h": 4.0}
    assert read_facts(("address.orders_1h",), stored_form(BARE, History())) == {}


def test_a_count_that_was_not_stored_is_none_beside_others_and_unknown_without() -> None:
    stored = {"facts": {"currency": "EUR"}, "history": {"phone": {"orders_1h": 2}, "email": None}}
    names = ("phone.orders_24h", "phone.spent_24h", "email.orders_24h", "device.orders_24h")
    assert read_facts(names, stored) == {"phone.orders_24h": 0.0, "phone.spent_24h": 0.0}


def test_an_old_assessment_without_a_field_answers_unknown() -> None:
    asked = question("visit.pages > 3")
    assert asked.ask(read_facts(asked.rule.names, {"facts": {}, "history": {}})) == UNKNOWN
    assert asked.missing({}) == ("visit.pages",)


SMALL = [fact for fact in FACTS.values() if fact.name.count("_") < 2][:24]
NUMBERS = st.sampled_from(["0", "1", "2.5", "100"])


def _number() -> st.SearchStrategy[str]:
    names = st.sampled_from([fact.name for fact in SMALL if fact.kind == Kind.NUMBER])
    leaf = names | NUMBERS
    return leaf | st.builds("({} {} {})".format, leaf, st.sampled_from("+-*/"), leaf)


def _leaf() -> st.SearchStrategy[str]:
    texts = st.sampled_from([fact.name for fact in SMALL if fact.kind == Kind.TEXT])
    flags = st.sampled_from([fact.name for fact in SMALL if fact.kind == Kind.FLAG])
    return (
        st.builds("({} {} {})".format, _number(), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), _number())
        | st.builds("{} == '{}'".format, texts, st.sampled_from(["", "ro", "RO", "card"]))
        | st.builds("{}.contains('{}')".format, texts, st.sampled_from(["", "a", "R"]))
        | st.builds("has({})".format, texts)
        | flags
    )  # fmt: skip


RULES = st.recursive(
    _leaf(),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["&&", "||"]), inner)
        | st.builds("!({})".format, inner)
        | st.builds("({} ? {} : {})".format, inner, inner, inner)
    ),
    max_leaves=5,
)
VALUES = {
    Kind.NUMBER: st.sampled_from([0.0, 1.0, 2.5, 100.0, -3.0]),
    Kind.TEXT: st.sampled_from(["ro", "RO", "card", "a b"]),
    Kind.FLAG: st.booleans(),
}


@given(text=RULES, data=st.data())
@settings(max_examples=200, deadline=None)
def test_an_answer_given_without_a_fact_stands_whatever_the_fact_was(text: str, data: st.DataObject) -> None:
    asked = question(text)
    full = {name: data.draw(VALUES[FACTS[name].kind]) for name in asked.rule.names}
    kept = data.draw(st.sets(st.sampled_from(sorted(full)))) if full else set()
    partly = {name: full[name] for name in kept}
    if "has(" in text:
        return  # it asks what is known, so knowing more may change it
    answer = asked.ask(partly)
    if answer != UNKNOWN:
        assert asked.ask(full) in {answer, UNKNOWN}


@given(text=RULES)
@settings(max_examples=200, deadline=None)
def test_what_is_read_is_cel_and_means_there_the_same(text: str) -> None:
    rule = read_rule(text)
    cel.compile(text)  # what people wrote is CEL as it stands
    assert as_cel(read_rule(as_cel(rule.tree)).tree).replace("double(size", "size") == as_cel(
        rule.tree
    ).replace("double(size", "size")
    assert in_words(rule.tree)


@given(text=st.text(max_size=60) | st.text(alphabet="()!&|=<>?:.,'\"[] \n0aem-", max_size=60))
@settings(max_examples=400, deadline=None)
def test_whatever_is_typed_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        rule = read_rule(text)
    except UnusableRule as error:
        for problem in error.problems:
            assert 1 <= problem.line <= text.count("\n") + 1
            assert 1 <= problem.column <= len(text) + 1
    else:
        question(rule.text)


def rule(number: int, action: RuleAction, text: str = "order.units > 1", **changes: object) -> LiveRule:
    return replace(
        LiveRule(
            id=number,
            revision=1,
            title="A rule",
            text=text,
            action=action,
            mode="enforce",
            reason="seen before",
        ),
        **changes,  # type: ignore[arg-type]  # any field of a rule
    )


def test_the_first_in_precedence_speaks_for_all() -> None:
    assert [str(each) for each in PRECEDENCE] == [
        "allow",
        "shadow-cancel",
        "hold",
        "require-confirmation",
        "hide-payment-method",
        "note",
    ]
    rules = [rule(number, action) for number, action in enumerate(reversed(PRECEDENCE))]
    for kept in range(len(rules), 0, -1):
        found = strongest(ask_rules(rules[:kept], stored_form(ORDINARY, QUIET)))
        assert found is not None
        assert found.action == PRECEDENCE[len(rules) - kept]


def test_rules_that_observe_miss_are_off_or_sleep_change_nothing() -> None:
    asked = ask_rules(
        [
            rule(1, RuleAction.HOLD, mode="observe"),
            rule(2, RuleAction.HOLD, mode="off"),
            rule(3, RuleAction.HOLD, "order.units > 99"),
            rule(4, RuleAction.HOLD, "visit.seconds < 1 || payment.card_result == 'cvc-fail'"),
            rule(5, RuleAction.HOLD),
        ],
        stored_form(ORDINARY, QUIET),
        snoozed={5},
    )
    assert [(each.rule_id, str(each.answer), each.missing, each.is_snoozed) for each in asked] == [
        (1, "yes", (), False),
        (4, "unknown", ("payment.card_result",), False),
        (5, "yes", (), True),
    ]
    assert strongest(asked) is None


def test_a_rule_that_names_a_fact_that_is_gone_stops_nobody() -> None:
    asked = ask_rules([rule(1, RuleAction.HOLD, "order.gone > 1")], stored_form(ORDINARY, QUIET))
    assert [(each.rule_id, each.answer, each.counts) for each in asked] == [(1, UNKNOWN, False)]
    gone = rule(2, RuleAction.HIDE_PAYMENT_METHOD, "order.gone > 1", payment_method="card")
    assert hidden_methods([gone], CART, offered=OFFERED) == set()


OFFERED = ("cash-on-delivery", "bank-transfer", "card")
CART = {"amount_minor": 50_000, "currency": "EUR", "units": 2, "country": "RO", "customer_id": None}


def test_a_payment_method_is_hidden_by_what_the_cart_says() -> None:
    rules = [
        rule(1, RuleAction.HIDE_PAYMENT_METHOD, "order.amount > 400", payment_method="cash-on-delivery"),
        rule(2, RuleAction.HIDE_PAYMENT_METHOD, "order.amount > 900", payment_method="card"),
        rule(3, RuleAction.HIDE_PAYMENT_METHOD, payment_method="bank-transfer", mode="observe"),
        rule(4, RuleAction.HOLD),
    ]
    assert hidden_methods(rules, CART, offered=OFFERED) == {"cash-on-delivery"}
    assert hidden_methods(rules, CART | {"amount_minor": 100}, offered=OFFERED) == set()


def test_the_last_payment_method_is_never_hidden() -> None:
    rules = [
        rule(number, RuleAction.HIDE_PAYMENT_METHOD, payment_method=method)
        for number, method in enumerate(OFFERED)
    ]
    assert hidden_methods(rules, CART, offered=OFFERED) == set()


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.name)
def test_every_fact_has_an_example_of_its_kind_and_can_be_asked(fact: object) -> None:
    named = FACTS[fact.name]  # type: ignore[attr-defined]  # a fact
    kinds = {Kind.NUMBER: float, Kind.TEXT: str, Kind.FLAG: bool}
    assert type(named.example) is kinds[named.kind]
    written = {Kind.TEXT: f"'{named.example}'", Kind.FLAG: "true", Kind.NUMBER: str(named.example)}
    asked = question(f"{named.name} == {written[named.kind]}")
    assert asked.ask({named.name: named.example}) == (YES if named.example is not False else NO)
    assert asked.ask({}) == UNKNOWN
    assert named.noun


NEVER, ALWAYS = "never so.", "always so."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("address.buyers_24h > 299", []),
        ("address.buyers_24h > 300", [("Line 1, column 22", NEVER)]),
        ("300 >= address.buyers_24h", [("Line 1, column 1", ALWAYS)]),
        ("phone.names_90d >= 300 || phone.names_90d >= 301", [("Line 1, column 46", NEVER)]),
        ("order.units > 2 && (device.refused == 500 || device.refused < 301)", [
            ("Line 1, column 39", NEVER), ("Line 1, column 63", ALWAYS),
        ]),
        ("address.orders_24h > 5000 && address.spent_24h > 5000", []),
        ("address.buyers_24h != 400 || order.units == 400", []),
    ],
)  # fmt: skip
def test_what_a_fact_cannot_count_is_doubted_where_it_stands(text: str, found: list[tuple[str, str]]) -> None:
    said = [str(doubt) for doubt in doubts(read_rule(text))]
    assert [(each.partition(":")[0], each[each.rindex("this is ") + 8 :]) for each in said] == found
