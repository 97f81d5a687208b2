"""Random policies and claims for the second judge: small, valid, and drawn where mistakes hide.

Amounts are mostly tiny (0 to 30 minor units), equal to a limit or one off it; lines repeat persons, bills name several people, and now and
then an amount is huge. The same `random.Random` gives the same text. Names are plain, so that a failing policy can be read.
"""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any

import yaml

DECIMALS = {"JPY": 0, "EUR": 2, "KWD": 3, "CLP": 0}
FIRST, SECOND, THIRD = "2020-01-01", "2021-07-01", "2022-04-01"
MODES = ["down", "up", "half_up", "half_even"]
CAUSES = ["fire", "theft", "crash"]
PLANS = ["0-10", "basic", "full"]
GRADES = ["low", "mid", "high"]
PEOPLE = ["A", "B", "C", "D"]
ROUNDED = [
    (verb, per, mode + to)
    for to in ("", " to 1", " to 10", " to 100")
    for mode in MODES
    for per in ("item", "accident", "person", "night", ["person", "night"], "hotel")
    for verb in ("share", "reduce")
]
"""Every way to take a rounded part: chance alone would hardly meet the rare ones, so every second policy is given one in turn."""

CONTRACT: dict[str, dict[str, Any]] = {
    "start": {"type": "date"},
    "plan": {"type": PLANS},
    "cap": {"type": "money"},  # with base, at least one minor unit: both divide
    "base": {"type": "money"},
    "earlier": {"type": "count", "unit": "claim", "per": "policy_period", "range": "0..9"},
}
USAGE: dict[str, dict[str, Any]] = {
    "used": {"type": "money", "per": "policy_period"},
    "calls": {"type": "count", "unit": "call", "per": "policy_period"},
}
CLAIM: dict[str, dict[str, Any]] = {
    "flag": {"type": "yes_no"},
    "other_flag": {"type": "yes_no", "assume": "no"},
    "cause": {"type": CAUSES, "words": {"theft": {"ja": "盗難", "en": "theft of it"}, "fire": "Fire"}},
    "happened": {"type": "date"},
    "mended": {"type": "date"},
    "received": {"type": "money", "assume": 0},
    "fault": {"type": "rate"},
    "days": {"type": "count", "unit": "day", "range": "0..10"},
    "damage": {"type": "money"},
    "began": {"type": "moment"},
    "ended": {"type": "moment"},
}
MARKS: dict[str, dict[str, Any]] = {
    "person": {"type": "label"},
    "night": {"type": "count", "unit": "night", "range": "1.."},
    "grade": {"type": GRADES, "words": {"low": "Low", "mid": "Medium", "high": "High"}},
    "planned": {"type": "yes_no"},
    "km": {"type": "count", "unit": "km", "range": "0..60"},
}
KINDS: dict[str, dict[str, Any]] = {
    "tow": {},
    "repair": {"has": ["grade"]},
    "taxi": {"has": ["person", "km"]},
    "hotel": {"has": ["person"], "each": "night"},
    "meals": {"has": ["person"]},
    "train": {"has": ["person", "planned"]},
    "parts": {"has": ["grade", "planned"]},
    "rental": {"each": "night"},
}


@dataclass
class Draft:
    """A policy being made: what is declared so far, and the steps that others may name."""

    rng: random.Random
    decimals: int
    scale: int = 1  # of the amounts in its terms: mostly tiny, so that rounding and ties show
    terms: dict[str, Any] = field(default_factory=dict)
    define: dict[str, Any] = field(default_factory=dict)
    coverages: dict[str, Any] = field(default_factory=dict)
    steps: dict[str, list[str]] = field(default_factory=dict)  # by coverage, the names of its lowering steps
    turn: tuple[str, Any, str] | None = None  # the rounded part that this policy must take
    made: int = 0

    def often(self, chance: float) -> bool:
        return self.rng.random() < chance

    def fresh(self, prefix: str) -> str:
        self.made += 1
        return f"{prefix}_{self.made}"


@dataclass(frozen=True)
class Spot:
    """Where a step stands: the kinds whose lines reach it, and the coverages it may refer to."""

    kinds: tuple[str, ...]
    payable: tuple[str, ...] = ()
    fixed: bool = False  # an `add` may stand before it, so lines without a kind reach it

    def carry(self, mark: str) -> bool:
        return any(mark in KINDS[kind].get("has", []) or KINDS[kind].get("each") == mark for kind in self.kinds)


# ---------------------------------------------------------------- numbers


def money(draft: Draft, amount: int) -> str:
    """Minor units as the policy file writes them: in major units."""
    whole, part = divmod(amount, 10**draft.decimals)
    return str(amount) if not draft.decimals else f"{whole}.{part:0{draft.decimals}}"


def small(draft: Draft) -> int:
    return draft.rng.choice([0, 1, 2, 3, 5, 7, 10, 10, 11, 15, 20, 25, 30, 33, 50, 100]) * draft.scale


def rate(draft: Draft) -> str:
    return draft.rng.choice(["0%", "1%", "10%", "20%", "33.33%", "50%", "50%", "75%", "99%", "100%", "1/3", "2/3", "1/9", "5/7"])


def leaf(draft: Draft, sort: str) -> str:
    if sort == "rate":
        return rate(draft)
    return money(draft, small(draft)) if sort == "money" else str(draft.rng.randint(0, 5))


TABLES: dict[str, list[list[str]]] = {
    "plan": [["0-10", "basic", "full"], ["full", "otherwise"]],
    "earlier": [["0", "1", "otherwise"], ["<= 1", "<= 4", "otherwise"], ["> 2", "otherwise"], ["1..3", "otherwise"], ["< 2", ">= 2"]],
    "flag": [["yes", "no"], ["yes", "otherwise"]],
    "cause": [["fire", "theft", "crash"], ["crash", "otherwise"]],
    "days": [["0", "<= 3", "4..10"]],
    "grade": [["low", "mid", "high"], ["mid", "otherwise"]],
    "planned": [["no", "yes"]],
    "km": [["<= 10", "otherwise"], ["0..5", "6..60"]],
}


def table(draft: Draft, sort: str, keys: list[str]) -> Any:
    """Rows by the first key; a plain value may stand for a whole sub-table."""
    if not keys or (len(keys) < 2 and draft.often(0.1)):
        return leaf(draft, sort)
    rows = draft.rng.choice(TABLES[keys[0]])
    return {row: table(draft, sort, keys[1:]) for row in rows}


def dated(draft: Draft, sort: str, keys: list[str], first: str = FIRST) -> dict[str, Any]:
    def value() -> Any:
        return table(draft, sort, keys)

    values = {first: value() if not keys else {row: table(draft, sort, keys[1:]) for row in draft.rng.choice(TABLES[keys[0]])}}
    if draft.often(0.3):
        values[SECOND if first == FIRST else THIRD] = value()
    return values


def term(draft: Draft, sort: str, basis: Any = "accident", unit: str = "", marks: tuple[str, ...] = ()) -> str:
    """Declare a term and give its name. `marks` allows a table by a mark, which only a step per line may use."""
    name = draft.fresh(sort)
    keys: list[str] = []
    if draft.often(0.25):
        keys = draft.rng.sample(["plan", "earlier", "flag", "cause", "days"], draft.rng.choice([1, 1, 2]))
    if marks:
        keys = [draft.rng.choice(marks), *keys[:1]]
    spec: dict[str, Any] = {"by": keys if len(keys) > 1 or draft.often(0.2) else keys[0]} if keys else {}
    spec["from"] = dated(draft, sort, keys)
    if sort == "money":
        spec["per"] = basis
        if not keys and basis != "day" and draft.often(0.05):
            spec["from"][THIRD] = "none"
    if unit:
        spec |= {"unit": unit} | ({"per": basis} if basis != "accident" else {})
    draft.terms[name] = spec | {"clause": f"Article {draft.made}"}
    return name


def rounding(draft: Draft) -> str:
    mode = draft.rng.choice(MODES)
    return mode + draft.rng.choice(["", "", "", " to 1", " to 10", " to 100"])


# ---------------------------------------------------------------- conditions


def switch(draft: Draft, spot: Spot) -> str:
    """A condition on the claim as a whole."""
    choices: list[Callable[[], str]] = [
        lambda: "flag",
        lambda: "not flag",
        lambda: "other_flag or not flag",
        lambda: f"cause == {draft.rng.choice(CAUSES)}",
        lambda: f"cause in [{', '.join(draft.rng.sample(CAUSES, 2))}]",
        lambda: f"cause != {draft.rng.choice(CAUSES)} and flag",
        lambda: 'plan == "0-10"',
        lambda: f"calls {draft.rng.choice(['<', '<=', '>', '>=', '==', '!='])} {term(draft, 'count', basis='policy_period', unit='call')}",
        lambda: f"damage {draft.rng.choice(['<', '<=', '>', '>='])} {term(draft, 'money')}",
        lambda: f"cap * {term(draft, 'rate')} < base",
        lambda: f"0 < damage <= {term(draft, 'money')}",
        lambda: f"months_{draft.rng.choice(['started', 'completed'])}(happened, mended) <= {term(draft, 'count', unit='month')}",
        lambda: f"years_completed(happened, mended) < {term(draft, 'count', unit='year')}",
        lambda: f"days_between(happened, mended) > {term(draft, 'count', unit='day')}",
        lambda: "happened <= mended",
        lambda: f"hours_started(began, ended) {draft.rng.choice(['<=', '>'])} {term(draft, 'count', unit='hour')}",
    ]
    if spot.kinds:
        kinds = draft.rng.sample(sorted(KINDS), 2)
        choices.append(lambda: f"billed({', '.join(kinds)}) >= {term(draft, 'money')}")
    if spot.payable:
        choices.append(lambda: f"paid({draft.rng.choice(spot.payable)}) > {draft.rng.choice(['0', term(draft, 'money')])}")
    text = draft.rng.choice(choices)()
    return defined(draft, text) if draft.often(0.15) and "paid(" not in text else text


def defined(draft: Draft, text: str, round_to: str = "") -> str:
    name = draft.fresh("defined")
    draft.define[name] = {"is": text} | ({"round": round_to} if round_to else {})
    return name


def on_lines(draft: Draft, spot: Spot) -> str:
    """A condition on marks or the kind, which picks lines."""
    choices: list[Callable[[], str]] = [lambda: f"kind == {draft.rng.choice(spot.kinds)}"] * 2
    if len(spot.kinds) > 1:
        choices.append(lambda: f"kind in [{', '.join(draft.rng.sample(spot.kinds, 2))}]")
    if spot.carry("planned"):
        choices += [lambda: "planned", lambda: "not planned", lambda: "planned or flag"]
    if spot.carry("grade"):
        choices += [lambda: f"grade == {draft.rng.choice(GRADES)}", lambda: "grade in [low, high]", lambda: "grade != mid"]
    if spot.carry("night"):
        choices += [lambda: f"night > {term(draft, 'count', unit='night')}"] * 2
    if spot.carry("km"):
        choices += [lambda: f"km <= {term(draft, 'count', unit='km')}"]
    return draft.rng.choice(choices)()


def on_amount(draft: Draft) -> str:
    return f"{draft.rng.choice(['amount', 'amount', 'claimed'])} {draft.rng.choice(['<', '<=', '>', '>='])} {term(draft, 'money')}"


def when(draft: Draft, spot: Spot, chance: float = 0.3) -> dict[str, str]:
    if not draft.often(chance):
        return {}
    if spot.kinds and draft.often(0.45):
        return {"when": on_lines(draft, spot)}
    return {"when": on_amount(draft) if draft.often(0.2) else switch(draft, spot)}


# ---------------------------------------------------------------- steps


def whole_amount(draft: Draft, spot: Spot) -> dict[str, Any]:
    """An amount per accident: its text and, where it makes fractions, its rounding."""
    plain: list[Callable[[], str]] = [
        lambda: term(draft, "money"),
        lambda: term(draft, "money"),
        lambda: "cap",
        lambda: "damage",
        lambda: f"min({term(draft, 'money')}, cap)",
        lambda: f"max({term(draft, 'money')} - damage, 0)",
        lambda: f"{term(draft, 'money')} - {term(draft, 'money')}",
        lambda: f"{term(draft, 'money')} + {term(draft, 'money')}",
        lambda: f"{term(draft, 'money', basis='day')} * days",
    ]
    if spot.payable:
        plain.append(lambda: f"{term(draft, 'money')} - paid({draft.rng.choice(spot.payable)})")
    broken: list[Callable[[], str]] = [
        lambda: f"cap * {term(draft, 'rate')}",
        lambda: f"cap * fault + {term(draft, 'money')}",
        lambda: f"max(amount * {term(draft, 'rate')}, {term(draft, 'money')})",
        lambda: f"amount * {term(draft, 'rate')}",
        lambda: f"min(cap * {term(draft, 'rate')}, {term(draft, 'money')})",
        lambda: f"claimed * {term(draft, 'rate')}",
    ]
    if draft.often(0.2):
        return {"text": draft.rng.choice(broken)(), "round": rounding(draft)}
    if draft.often(0.06):
        return {"text": defined(draft, f"cap * {term(draft, 'rate')}", rounding(draft))}
    return {"text": draft.rng.choice(plain)()}


def grouped_amount(draft: Draft, spot: Spot) -> dict[str, Any]:
    """An amount per line, kind, person or night."""
    choices: list[Callable[[], dict[str, Any]]] = [lambda: {"text": term(draft, "money", basis="item")}]
    for kind in spot.kinds:
        choices.append(partial(per_basis, draft, kind))
    for marks in (["person"], ["person"], ["night"], ["person", "night"], ["grade"]):
        if all(spot.carry(mark) for mark in marks) and any(carries(kind, marks) for kind in spot.kinds):
            choices += [partial(per_basis, draft, marks if len(marks) > 1 else marks[0])] * 3
    if spot.carry("person"):
        choices.append(lambda: {"text": f"amount * {term(draft, 'rate')}", "per": "person", "round": rounding(draft)})
    marks_of_lines = tuple(mark for mark in ("grade", "planned", "km") if spot.carry(mark))
    if marks_of_lines:
        choices += [lambda: {"text": term(draft, "money", basis="accident", marks=marks_of_lines), "per": "item"}] * 2
    if spot.carry("km"):
        choices.append(lambda: far(draft))
    return draft.rng.choice(choices)()


def per_basis(draft: Draft, basis: Any) -> dict[str, Any]:
    return {"text": term(draft, "money", basis=basis)}


def far(draft: Draft) -> dict[str, Any]:
    """A charge for each kilometre over the free ones."""
    text = f"max(km - {term(draft, 'count', unit='km')}, 0) * {term(draft, 'money', basis='km')}"
    return {"text": text, "per": "item"}


def carries(kind: str, marks: list[str]) -> bool:
    return all(mark in KINDS[kind].get("has", []) or KINDS[kind].get("each") == mark for mark in marks)


def measured(draft: Draft, spot: Spot, verb: str) -> dict[str, Any]:
    """A `limit` or `deduct`."""
    amount = grouped_amount(draft, spot) if spot.kinds and draft.often(0.5) else whole_amount(draft, spot)
    if verb == "limit" and draft.often(0.05):
        amount = {"text": f"{term(draft, 'money', basis='policy_period')} - used"}
    return {verb: amount.pop("text"), **amount, **when(draft, spot)}


def rated(draft: Draft, spot: Spot, verb: str) -> dict[str, Any]:
    """A `share` or `reduce`, per line or by running totals of a group."""
    marks = tuple(mark for mark in ("grade", "planned", "km") if spot.carry(mark))
    choices: list[Callable[[], str]] = [
        lambda: term(draft, "rate"),
        lambda: term(draft, "rate"),
        lambda: "fault",
        lambda: "1 - fault",
        lambda: f"min({term(draft, 'rate')}, fault)",
        lambda: f"{term(draft, 'rate')} + fault",
        lambda: f"{term(draft, 'rate')} * {term(draft, 'rate')}",
        lambda: "cap / base",
        lambda: "min(cap / base, 1)",
        lambda: f"{defined(draft, 'cap / base', draft.rng.choice(MODES) + ' to 1%')}",
    ]
    text, per = draft.rng.choice(choices)(), {}
    if marks and draft.often(0.2):
        text = term(draft, "rate", marks=marks)
    elif draft.often(0.65):
        per = {"per": draft.rng.choice(["accident", "accident", *bases(spot)])}
    return {verb: text, "round": rounding(draft), **per, **when(draft, spot)}


def bases(spot: Spot) -> list[Any]:
    """What a step may be per, by the marks and kinds of its lines."""
    both = any(carries(kind, ["person", "night"]) for kind in spot.kinds)
    found: list[Any] = [mark for mark in ("person", "night") if spot.carry(mark)]
    return [*found, *([["person", "night"]] if both else []), *spot.kinds[:1]]


def excluded(draft: Draft, spot: Spot) -> dict[str, Any]:
    if spot.kinds and draft.often(0.5):
        return {"exclude": on_lines(draft, spot), **when(draft, Spot(()), 0.2)}
    if draft.often(0.4):
        per = {"per": draft.rng.choice(["accident", "item", *bases(spot)])} if draft.often(0.6) else {}
        return {"exclude": on_amount(draft), **per, **when(draft, Spot(()), 0.1)}
    return {"exclude": switch(draft, spot)}


def added(draft: Draft, spot: Spot, verb: str) -> dict[str, Any]:
    amount = whole_amount(draft, spot)
    condition = {"when": switch(draft, spot)} if draft.often(0.3) else {}
    return {verb: amount.pop("text"), **amount, **condition}


def step(draft: Draft, spot: Spot) -> dict[str, Any]:
    verbs = ["limit"] * 5 + ["deduct"] * 5 + ["share"] * 2 + ["reduce"] * 2 + ["exclude"] * 2 + ["add", "replace", "recover"]
    verb = draft.rng.choice(verbs)
    if verb in ("limit", "deduct"):
        return measured(draft, spot, verb)
    if verb in ("share", "reduce"):
        return rated(draft, spot, verb)
    if verb == "exclude":
        return excluded(draft, spot)
    if verb == "recover":
        return {
            "recover": draft.rng.choice(["received", "received", "damage"]),
            **({"when": switch(draft, spot)} if draft.often(0.2) else {}),
        }
    return added(draft, spot, verb)


def steps(draft: Draft, spot: Spot, owner: str, count: int) -> list[dict[str, Any]]:
    made = []
    for _ in range(count):
        one = step(draft, spot)
        if draft.often(0.6):
            name = draft.rng.choice([draft.fresh("step"), draft.fresh("step"), "twice"])
            one["name"] = name
            if not {"add", "replace", "recover"} & one.keys():
                draft.steps.setdefault(owner, []).append(name)
        if draft.often(0.03) and not {"replace", "recover", "add"} & one.keys():
            one["borne_by"] = draft.rng.choice(["other_insurer", "other_insurer", "other_party"])
        made.append(one)
    return made


# ---------------------------------------------------------------- coverages


def coverage(draft: Draft, name: str, free: list[str], payable: tuple[str, ...]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """One coverage and the kinds of its lines; kinds that it covers are taken from `free`."""
    spec: dict[str, Any] = {"clause": f"Coverage {name}"}
    sort = "covers" if draft.turn else draft.rng.choice(["covers"] * 6 + ["after"] * 3 + ["loss", "fixed"])
    kinds: tuple[str, ...] = ()
    sources = [one for one in payable if may_be_taken_over(draft, one)]
    if sort == "after" and sources:
        kinds = after(draft, spec, draft.rng.choice(sources))
    elif sort == "loss":
        spec["loss"] = draft.rng.choice(["damage", f"min(damage, {term(draft, 'money')})"])
    elif sort == "fixed" or not free:
        spec["steps"] = [added(draft, Spot((), payable), "add")]
    else:
        first = ["hotel"] if draft.turn and "hotel" in free else []
        rest = [kind for kind in free if kind not in first]
        kinds = (*first, *draft.rng.sample(rest, draft.rng.randint(1 - len(first), min(3, len(rest)))))
        for kind in kinds:
            free.remove(kind)
        spec["covers"] = list(kinds)
    spot = Spot(kinds, payable)
    if draft.often(0.25):
        spec["when"] = switch(draft, spot)
    if draft.often(0.2):
        spec["pay_to"] = draft.rng.choice(["workshop", "other_party"])
    if draft.often(0.15):
        spec["counts"] = draft.rng.choice([["used"], ["calls"], ["calls", "used"]])
    if draft.often(0.25):
        spec["cases"] = cases(draft, spot, name)
    more = steps(draft, spot, name, draft.rng.choice([0, 1, 1, 2, 2, 3, 4]))
    if draft.turn and "hotel" in kinds and "covers" in spec:
        verb, per, how = draft.turn
        draft.turn = None
        part = {verb: draft.rng.choice(["fault", "1 - fault", term(draft, "rate")]), "round": how, "per": per}
        more.insert(draft.rng.choice([0, 0, len(more)]), part)
    if more or "steps" in spec:
        spec["steps"] = spec.get("steps", []) + more
    return spec, kinds


def may_be_taken_over(draft: Draft, name: str) -> bool:
    """A coverage that recovers, or that another takes over already, would be paid for twice."""
    spec = draft.coverages[name]
    recovers = any("recover" in one for one in all_steps(spec))
    taken = any(str(other.get("after", "")).split(".")[0] == name for other in draft.coverages.values())
    return not recovers and not taken


def all_steps(spec: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [one for case in spec.get("cases", []) for one in case.get("steps", [])]
    found += spec.get("steps", [])
    return found


def after(draft: Draft, spec: dict[str, Any], source: str) -> tuple[str, ...]:
    names = draft.steps.get(source, [])
    spec["after"] = f"{source}.{draft.rng.choice(names)}" if names and draft.often(0.6) else source
    other = draft.coverages[source]
    while "covers" not in other and "after" in other:
        other = draft.coverages[str(other["after"]).split(".")[0]]
    kinds = tuple(other.get("covers", []))
    if kinds and draft.often(0.15):
        kinds = tuple(draft.rng.sample(kinds, draft.rng.randint(1, len(kinds))))
        spec["covers"] = list(kinds)
    return kinds


def cases(draft: Draft, spot: Spot, owner: str) -> list[dict[str, Any]]:
    made = []
    count = draft.rng.choice([2, 2, 3])
    for n in range(count):
        case: dict[str, Any] = {"name": draft.fresh("case")}
        if n < count - 1:
            case["when"] = switch(draft, spot)
        case["steps"] = steps(draft, spot, owner, draft.rng.choice([1, 1, 2]))
        if draft.often(0.2):
            case["pay_to"] = draft.rng.choice(["insured", "workshop", "other_party"])
        made.append(case)
    return made


def together(draft: Draft, kinds: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    over = draft.rng.sample(sorted(kinds), draft.rng.randint(min(2, len(kinds)), min(3, len(kinds))))
    whole = draft.often(0.2)
    over = list(kinds) if whole else over
    spot = Spot(tuple(dict.fromkeys(kind for name in over for kind in kinds[name])), ())
    verb = draft.rng.choice(["limit"] * 3 + ["deduct"] * 2 + ["share", "reduce"] + ["recover"] * 3 + ["choose"] * 2)
    if verb in ("limit", "deduct"):
        rule = measured(draft, spot, verb)
    elif verb in ("share", "reduce"):
        rule = rated(draft, spot, verb)
    elif verb == "recover":
        rule = {"recover": draft.rng.choice(["received", "received", "damage"])}
    else:
        rule = {"choose": draft.rng.choice(["highest", "chosen"]) if set(over) <= {"first", "second"} else "highest"}
    if verb in ("recover", "choose") and draft.often(0.2):
        rule["when"] = switch(draft, Spot(()))
    if verb in ("limit", "deduct", "recover") and draft.often(0.35):
        rule["split"] = "pro_rata"
    if draft.often(0.3):
        rule["name"] = draft.fresh("rule")
    names_them = verb == "recover" or "claimed" in str(rule)  # what counts receipts must name the coverages
    return {**rule, "over": "all" if whole and not names_them else over, "clause": "Together"}


# ---------------------------------------------------------------- endorsements


def settable(draft: Draft) -> list[str]:
    """Terms by nothing that an endorsement may set; the dates of the change are its own."""
    return [name for name, spec in draft.terms.items() if "none" not in spec["from"].values()]


def change(draft: Draft) -> dict[str, Any]:
    waivable = [f"{owner}.{name}" for owner, names in draft.steps.items() for name in names]
    condition = {"when": draft.rng.choice(["flag", "not other_flag", "cause == fire", "calls == 0"])} if draft.often(0.4) else {}
    if waivable and draft.often(0.5):
        return {"waive": draft.rng.choice(waivable), **condition}
    if draft.define and draft.often(0.3):
        return redefined(draft, draft.rng.choice(sorted(draft.define))) | condition
    names = settable(draft)
    if not names:
        return {}
    name = draft.rng.choice(names)
    spec = draft.terms[name]
    keys = [spec["by"]] if isinstance(spec.get("by"), str) else spec.get("by", [])
    sort = name.split("_")[0]
    first = draft.rng.choice([FIRST, FIRST, SECOND])
    keys = keys if draft.often(0.5) else []
    return {"set": name, "from": dated(draft, sort, keys, first), **condition}


def redefined(draft: Draft, name: str) -> dict[str, Any]:
    """A definition set to another of its type: a condition, a ratio or an amount."""
    spec = draft.define[name]
    if "round" not in spec:
        return {"set": name, "is": draft.rng.choice(["flag", "not other_flag", f"damage > {term(draft, 'money')}"])}
    if spec["round"].endswith("%"):
        return {"set": name, "is": draft.rng.choice(["base / cap", "min(base / cap, 1)"])}
    return {"set": name, "is": f"base * {term(draft, 'rate')}"}


def endorsement(draft: Draft, free: list[str], payable: tuple[str, ...], n: int) -> dict[str, Any]:
    spec: dict[str, Any] = {"clause": f"Endorsement {n}"}
    if draft.often(0.4):
        name = f"extra_{n}"
        made, kinds = coverage(draft, name, free, payable)
        spec["coverages"] = {name: made}
        draft.coverages[name] = made
        spec["kinds"] = kinds
    found: dict[str, dict[str, Any]] = {}
    for _ in range(draft.rng.choice([1, 1, 2])):
        one = change(draft)
        if one:
            found[str(one.get("set", one.get("waive")))] = one
    if found:
        spec["changes"] = list(found.values())
    return spec


def endorsements(draft: Draft, free: list[str], kinds: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for n in range(draft.rng.choice([0, 0, 1, 2])):
        spec = endorsement(draft, free, tuple(kinds), n)
        if "coverages" in spec:
            kinds[f"extra_{n}"] = spec.pop("kinds")
        if "coverages" not in spec and "changes" not in spec:
            continue
        targets = {one["set"] for one in spec.get("changes", []) if "set" in one}
        rivals = [name for name, other in made.items() if targets & {one.get("set") for one in other.get("changes", [])}]
        if rivals:
            spec["over"] = rivals
        made[f"endorsement_{n}"] = spec
    return made


def waive_rules(draft: Draft, attached: dict[str, Any], names: list[str]) -> None:
    """An endorsement sets a rule of `together` aside now and then."""
    for spec in attached.values():
        if names and draft.often(0.5):
            condition = {"when": draft.rng.choice(["flag", "not other_flag", "cause == fire"])} if draft.often(0.4) else {}
            spec.setdefault("changes", []).append({"waive": f"together.{draft.rng.choice(names)}", **condition})


# ---------------------------------------------------------------- the texts


def policy(rng: random.Random, number: int = 1) -> str:
    """A small valid policy as YAML; an even `number` says which rounded part it takes."""
    currency = rng.choice(["JPY", "JPY", "EUR", "KWD", "CLP"])
    draft = Draft(rng, DECIMALS[currency], rng.choice([1, 1, 1, 10, 100, 10 ** DECIMALS[currency]]))
    draft.turn = None if number % 2 else ROUNDED[number // 2 % len(ROUNDED)]
    free = rng.sample(sorted(KINDS), len(KINDS))
    kinds: dict[str, tuple[str, ...]] = {}
    names = ["first", "second", "third", "fourth"][: rng.choice([1, 1, 2, 2, 3, 4])]
    for name in names:
        draft.coverages[name], kinds[name] = coverage(draft, name, free, tuple(kinds))
    base = dict(draft.coverages)
    attached = endorsements(draft, free, kinds)
    rules = [together(draft, kinds) for _ in range(rng.choice([0, 0, 1, 1, 2, 3]) if len(kinds) > 1 else 0)]
    waive_rules(draft, attached, [rule["name"] for rule in rules if "name" in rule and not {"choose", "recover"} & rule.keys()])
    chosen = {"chosen": {"type": ["first", "second"]}} if any(rule.get("choose") == "chosen" for rule in rules) else {}
    parts = {
        "payout": "1",
        "title": "Random",
        "currency": currency,
        "dated_by": "start",
        "contract": {name: spec | least(draft, spec) for name, spec in CONTRACT.items()},
        "usage": USAGE,
        "claim": {**CLAIM, **chosen},
        "items": MARKS,
        "expenses": KINDS,
        "terms": draft.terms,
        "define": draft.define,
        "requires": ["happened <= mended"] if rng.random() < 0.05 else [],
        "coverages": base,
        "endorsements": attached,
        "together": rules,
    }
    return "".join(f"{key}:{block(value, 1)}\n" for key, value in parts.items() if value != {} and value != [])


def least(draft: Draft, spec: dict[str, Any]) -> dict[str, Any]:
    """A divisor is at least one minor unit."""
    return {"range": f"{money(draft, 1)}.."} if spec["type"] == "money" else {}


def scalar(text: str) -> str:
    return text if re.fullmatch(r"[\w.%/-]+", text) else json.dumps(text)


def block(value: Any, depth: int) -> str:
    """YAML by hand: two levels of lines, then flow; `yes`, dates and rates stay as they are written."""
    if isinstance(value, dict) and depth < 3 and value:
        return "".join(f"\n{'  ' * depth}{scalar(str(key))}:{block(one, depth + 1)}" for key, one in value.items())
    if isinstance(value, list) and depth < 4 and any(isinstance(one, dict) for one in value):
        return "".join(f"\n{'  ' * depth}- {flow(one)}" for one in value)
    return f" {flow(value)}"


def flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(key))}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return scalar(str(value))


def numbers(value: Any, decimals: int) -> list[int]:
    """Every amount written in the terms, in minor units: the boundaries to aim at."""
    if isinstance(value, dict):
        return [number for one in value.values() for number in numbers(one, decimals)]
    if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value):
        return [round(float(value) * 10**decimals)]
    return []


@dataclass(frozen=True)
class Aim:
    """Amounts worth trying: the numbers of the policy."""

    rng: random.Random
    known: list[int]
    top: int  # the highest ordinary amount
    huge: bool
    days: list[str]
    given: list[int] = field(default_factory=list)  # the amounts of the receipts so far

    def amount(self) -> int:
        if self.huge and self.rng.random() < 0.5:
            return self.rng.choice([10**6, 123_456_789, 10**12, 10**12 - 1, 999_999_999_999])
        if self.known and self.rng.random() < 0.5:
            return max(self.rng.choice(self.known) * self.rng.choice([1, 1, 1, 2]) + self.rng.choice([-1, 0, 0, 1]), 0)
        return self.rng.randint(0, self.top)

    def receipt(self) -> int:
        """An amount that now and then brings the last receipts to a number of the policy, or one off it."""
        amount = self.amount()
        if self.known and self.given and self.rng.random() < 0.25:
            rest = self.rng.choice(self.known) - sum(self.given[-self.rng.randint(1, len(self.given)) :])
            amount = max(rest + self.rng.choice([-1, 0, 0, 1]), 0)
        self.given.append(amount)
        return amount


@lru_cache(maxsize=4)
def read(policy_text: str) -> dict[str, Any]:
    """The policy as plain data, every scalar as text."""
    raw: dict[str, Any] = yaml.load(policy_text, Loader=yaml.CBaseLoader)
    return raw


def claim(rng: random.Random, policy_text: str) -> dict[str, Any]:
    """A claim that fits the policy, every fact given, money in minor units."""
    raw = read(policy_text)
    decimals = DECIMALS.get(raw["currency"], 2)
    amounts = [amount for spec in raw.get("terms", {}).values() for amount in numbers(spec["from"], decimals)]
    top = rng.choice([30, 30, 300, 30 * 10**decimals, 30_000])
    aim = Aim(rng, [amount for amount in amounts if amount < 10**6], top, rng.random() < 0.05, days_of(raw))
    facts = {name: fact(aim, spec) for part in ("contract", "usage", "claim") for name, spec in raw.get(part, {}).items()}
    count = rng.choice([0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12, 20])
    kinds = sorted(raw.get("expenses", {})) if rng.random() < 0.5 else likely_kinds(raw)
    return {
        "policy": "p",
        "facts": {name: value for name, value in facts.items() if value is not None},
        "endorsements": [name for name in raw.get("endorsements", {}) if rng.random() < 0.7],
        "expenses": [expense(aim, raw, f"e{n}", rng.choice(kinds)) for n in range(1, count + 1) if kinds],
    }


def withheld(rng: random.Random, policy_text: str, claim: dict[str, Any]) -> frozenset[str]:
    """One to four facts or marks (`e2/person`) that nobody has stated yet. A fact that makes a loss together with others is stated."""
    raw = read(policy_text)
    added = [one.get("coverages", {}) for one in raw.get("endorsements", {}).values()]
    specs = [spec for coverages in (raw["coverages"], *added) for spec in coverages.values()]
    mixed = any(spec.get("loss", "damage") != "damage" for spec in specs)
    stated = {raw["dated_by"], *(("damage", *TABLES) if mixed else ())}
    stated |= {name for part in ("contract", "usage", "claim") for name, spec in raw.get(part, {}).items() if "assume" in spec}
    marks = [  # without the number that a bill begins with: left out, it is 1 and not open
        f"{one['id']}/{mark}"
        for one in claim["expenses"]
        for mark in raw["expenses"][one["kind"]].get("has", [])
        if not isinstance(one[mark], list)
    ]
    free = [*(name for name in claim["facts"] if name not in stated), *sorted(marks)]
    return frozenset(rng.sample(free, min(len(free), rng.choice([1, 1, 2, 4]))))


def likely_kinds(raw: dict[str, Any]) -> list[str]:
    covered = [kind for spec in raw["coverages"].values() for kind in spec.get("covers", [])]
    return covered or sorted(raw.get("expenses", {}))


def days_of(raw: dict[str, Any]) -> list[str]:
    """Days from the first date of the terms on: the dates themselves, the days before them, and ends of months."""
    starts = sorted({start for spec in raw.get("terms", {}).values() for start in spec["from"]}) or [FIRST]
    before = [str(date.fromisoformat(start) - timedelta(days=1)) for start in starts]
    ends = ["2020-01-31", "2020-02-29", "2021-06-30", "2022-03-31", "2022-04-01", "2022-04-30", "2023-12-31", "2024-02-29"]
    return [day for day in sorted({*starts, *before, *ends}) if day >= starts[0]]


def fact(aim: Aim, spec: dict[str, Any]) -> Any:
    """A value of the fact; None where it is left to `assume`."""
    rng = aim.rng
    if "assume" in spec and rng.random() < 0.3:
        return None
    if isinstance(spec["type"], list):
        return rng.choice(spec["type"])
    open_low = "range" not in spec or spec["range"].startswith("0..")
    values: dict[str, Callable[[], Any]] = {
        "yes_no": lambda: rng.random() < 0.5,
        "date": lambda: rng.choice(aim.days),
        "moment": lambda: moment(aim),
        "label": lambda: rng.choice(PEOPLE[:2]),
        "rate": lambda: rng.choice(["0%", "10%", "33.33%", "50%", "70%", "100%", "0.01%", "99.99%"]),
        "count": lambda: rng.choice([0, 1, 2, 3, 4, 5, 9]),
        "money": lambda: max(aim.amount(), 0 if open_low else 1),
    }
    return values[spec["type"]]()


def moment(aim: Aim) -> str:
    return f"{aim.rng.choice(aim.days)}T{aim.rng.choice(['00:00', '00:01', '09:59', '10:00', '10:01', '23:59'])}"


def expense(aim: Aim, raw: dict[str, Any], name: str, kind: str) -> dict[str, Any]:
    made: dict[str, Any] = {"id": name, "kind": kind, "amount": aim.receipt()}
    spec = raw["expenses"][kind]
    if "each" in spec:
        made["quantity"] = aim.rng.choice([1, 1, 2, 3, 4, 7])
        if aim.rng.random() < 0.3:
            made[spec["each"]] = aim.rng.choice([1, 2, 3, 4, 5])
    for mark in spec.get("has", []):
        sort = raw["items"][mark]["type"]
        made[mark] = moment(aim) if sort == "moment" else mark_value(aim.rng, sort)
    return made


def mark_value(rng: random.Random, sort: Any) -> Any:
    if isinstance(sort, list):
        return rng.choice(sort)
    if sort == "label":
        return rng.sample(PEOPLE, rng.randint(2, 3)) if rng.random() < 0.2 else rng.choice(PEOPLE[:3])
    if sort == "yes_no":
        return rng.random() < 0.5
    return rng.choice([0, 1, 3, 5, 6, 10, 11, 60])
