"""A second judge: the language read again from its guide, slowly and plainly, one claim at a time.

It shares no code with the engine, so that a slip in one shows as a difference. Money is a `Fraction` of minor units until it reaches a
line, where it must be whole. Rates are fractions of one (`10%` is 1/10). Every fact that the policy needs must be given: `Missing` is
raised otherwise. Where the guide can be read in two ways, the most literal one is taken and marked `# reading:`.
"""

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import floor
from typing import Any

import yaml

Value = Fraction | bool | str | date | None  # None: a line that does not carry the mark
Units = dict[str, int]

NO_LIMIT = Fraction(10**15)
DECIMALS = {"JPY": 0, "KRW": 0, "CLP": 0, "KWD": 3, "BHD": 3}
VERBS = ("limit", "deduct", "share", "reduce", "exclude", "add", "replace", "recover", "choose")
DATE_FUNCTIONS = {
    "days_between": "day",
    "months_completed": "month",
    "months_started": "month",
    "years_completed": "year",
    "hours_started": "hour",
}


class Missing(Exception):
    """The answer needs a fact or a mark that the claim does not give."""


class Refused(Exception):
    """The claim breaks a `requires`, or is dated before the first value of a term."""


# ---------------------------------------------------------------- the policy and the claim as data


@dataclass(frozen=True)
class Coverage:
    name: str
    spec: dict[str, Any]
    endorsement: str | None  # attached with this endorsement, or always there


@dataclass(frozen=True)
class Policy:
    decimals: int
    dated_by: str
    facts: dict[str, dict[str, Any]]
    marks: dict[str, dict[str, Any]]
    kinds: dict[str, dict[str, Any]]
    terms: dict[str, dict[str, Any]]
    defines: dict[str, dict[str, Any]]
    requires: list[str]
    coverages: dict[str, Coverage]
    endorsements: dict[str, dict[str, Any]]
    together: list[dict[str, Any]]


@dataclass
class Reduction:
    step: str  # the name inside the coverage, or `together.name`
    amount: int
    bearer: str
    verb: str = ""


@dataclass
class Line:
    """One amount in one coverage, in minor units; `paid` is what is left of it so far."""

    id: str
    kind: str | None
    marks: dict[str, Value]
    claimed: int
    added: int
    paid: int
    reductions: list[Reduction] = field(default_factory=list)
    refilled: int = 0
    taken_over: dict[str, int] = field(default_factory=dict)  # by bearer: what a coverage in force pays for instead

    def take_off(self, step: str, amount: int, bearer: str, verb: str) -> None:
        if amount < 0 or amount > self.paid:
            raise AssertionError(f"{step} takes {amount} off {self.paid}")
        if amount:
            self.paid -= amount
            self.reductions.append(Reduction(step, amount, bearer, verb))

    def own_share(self) -> int:
        """What the customer bears of this line so far, without what another coverage took over or the other side refilled."""
        borne = sum(one.amount for one in self.reductions if one.bearer == "customer")
        return max(borne - self.taken_over.get("customer", 0) - self.refilled, 0)


@dataclass
class Outcome:
    """What one coverage came to."""

    lines: list[Line]
    status: str  # before `together`; empty where the guide does not say
    case: str = ""

    def paid(self) -> int:
        return sum(line.paid for line in self.lines)


@dataclass(frozen=True)
class Place:
    """Where an expression is evaluated: on no line, on one line, or on a group."""

    line: Line | None = None
    amount: int | None = None
    claimed: int | None = None


@dataclass
class World:
    """One policy, one claim, and the coverages calculated so far."""

    policy: Policy
    facts: dict[str, Value]
    attached: set[str]
    items: list[Line]
    withheld: frozenset[str] = frozenset()  # facts that are known here and that the claim did not state
    done: dict[str, Outcome] = field(default_factory=dict)
    acted: Counter[str] = field(default_factory=Counter)  # what each kind of step did, for the reach of a generator


@lru_cache(maxsize=4)
def read_policy(text: str) -> Policy:
    raw = yaml.load(text, Loader=yaml.CBaseLoader)
    facts = {name: spec for section in ("contract", "usage", "claim") for name, spec in raw.get(section, {}).items()}
    endorsements = raw.get("endorsements", {})
    coverages = {name: Coverage(name, spec, None) for name, spec in raw["coverages"].items()}
    terms = dict(raw.get("terms", {}))
    for key, endorsement in endorsements.items():
        terms |= endorsement.get("terms", {})
        coverages |= {name: Coverage(name, spec, key) for name, spec in endorsement.get("coverages", {}).items()}
    return Policy(
        decimals=DECIMALS.get(raw["currency"], 2),
        dated_by=raw["dated_by"],
        facts=facts,
        marks=raw.get("items", {}),
        kinds=raw.get("expenses", {}),
        terms=terms,
        defines={name: spec if isinstance(spec, dict) else {"is": spec} for name, spec in raw.get("define", {}).items()},
        requires=raw.get("requires", []),
        coverages=coverages,
        endorsements=endorsements,
        together=raw.get("together", []),
    )


def plain(text: str) -> str:
    """Words and labels compare after NFKC, trimming and collapsing of spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def written(text: str, kind: str, decimals: int) -> Value:
    """A scalar of a policy file; money is in major units there."""
    if kind == "yes_no":
        return {"yes": True, "true": True, "no": False, "false": False}[text]
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "moment":
        return datetime.fromisoformat(text)
    if kind in ("choice", "label"):
        return plain(text)
    if text == "none":
        return NO_LIMIT
    number = text.replace("_", "")
    if number.endswith("%"):
        return Fraction(number[:-1]) / 100
    return Fraction(number) * (10**decimals if kind == "money" else 1)


def handed_in(value: Any, kind: str) -> Value:
    """A value of a claim; money is in minor units there."""
    match kind, value:
        case "yes_no", bool():
            return value
        case (("money" | "count"), int()) if not isinstance(value, bool):
            return Fraction(value)
        case "rate", str():
            return Fraction(value.removesuffix("%")) / 100
        case (("choice" | "label"), str()):
            return plain(value)
        case "date", str():
            return date.fromisoformat(value)
        case "moment", str():
            return datetime.fromisoformat(value)
    raise ValueError(f"{value!r} is no {kind}")


def kind_of_fact(spec: dict[str, Any]) -> str:
    return "choice" if isinstance(spec["type"], list) else str(spec["type"])


def read_facts(policy: Policy, given: dict[str, Any]) -> dict[str, Value]:
    facts = {}
    for name, spec in policy.facts.items():
        if name in given:
            facts[name] = handed_in(given[name], kind_of_fact(spec))
        elif "assume" in spec:
            facts[name] = written(spec["assume"], kind_of_fact(spec), policy.decimals)
    return facts


def divided(amount: int, parts: int) -> list[int]:
    """`amount` in equal parts by running total, so that nothing is lost."""
    # reading: the running total is rounded down, as in `pro_rata`.
    return [amount * (k + 1) // parts - amount * k // parts for k in range(parts)]


def read_expense(policy: Policy, expense: dict[str, Any]) -> list[Line]:
    """The lines of one expense: one per unit of its quantity and per person on the bill."""
    spec = policy.kinds[expense["kind"]]
    lines = [Line(expense["id"], expense["kind"], {}, expense["amount"], 0, expense["amount"])]
    for mark in spec.get("has", []):
        if mark not in expense:
            raise Missing(f"{expense['id']}/{mark}")
        given = expense[mark] if isinstance(expense[mark], list) else [expense[mark]]
        lines = split_by(lines, mark, [handed_in(one, kind_of_fact(policy.marks[mark])) for one in given])
    if "each" in spec:
        first = expense.get(spec["each"], 1)
        lines = split_by(lines, spec["each"], [Fraction(first + n) for n in range(expense["quantity"])])
    if len(lines) > 1:
        # reading: with `each` and a list of people, the bill is divided among the people first, then each part into its nights.
        return [replace(line, id=f"{expense['id']}#{n}") for n, line in enumerate(lines, 1)]
    return lines


def split_by(lines: list[Line], mark: str, values: list[Value]) -> list[Line]:
    parts = []
    for line in lines:
        for value, amount in zip(values, divided(line.claimed, len(values)), strict=True):
            parts.append(Line(line.id, line.kind, {**line.marks, mark: value}, amount, 0, amount))
    return parts


def copy_of(line: Line, amount: int) -> Line:
    """The same expense as a new line of another coverage, claimed with `amount`."""
    return Line(line.id, line.kind, dict(line.marks), amount, 0, amount)


# ---------------------------------------------------------------- what an expression mentions, is, and is worth


@lru_cache(maxsize=2048)
def parsed(text: str) -> ast.expr:
    return ast.parse(unicodedata.normalize("NFKC", text).strip(), mode="eval").body


def names_in(node: ast.expr) -> list[str]:
    """The names of values in the order of the text; words opposite a choice and the arguments of `paid` and `billed` are none."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Call(func=ast.Name(id="paid" | "billed")):
            return []
        case ast.Call(args=args):
            return [name for one in args for name in names_in(one)]
        case ast.BoolOp(values=values):
            return [name for one in values for name in names_in(one)]
        case ast.BinOp(left=left, right=right):
            return names_in(left) + names_in(right)
        case ast.UnaryOp(operand=operand):
            return names_in(operand)
        case ast.Compare(left=left, comparators=others):
            return [name for one in [left, *others] for name in names_in(one)]
        case ast.List() | ast.Tuple() | ast.Constant():
            return []
    raise ValueError(ast.dump(node))


def mentions(policy: Policy, text: str) -> set[str]:
    """All names that a value depends on, through definitions and the keys of tables."""
    found: set[str] = set()
    waiting = names_in(parsed(text))
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name in policy.defines:
            waiting += names_in(parsed(policy.defines[name]["is"]))
        if name in policy.terms:
            waiting += keys_of(policy.terms[name])
    return found


def keys_of(term: dict[str, Any]) -> list[str]:
    by = term.get("by", [])
    return [by] if isinstance(by, str) else list(by)


def bases(spec: dict[str, Any]) -> list[str]:
    per = spec.get("per", [])
    return [per] if isinstance(per, str) else list(per)


def units_of(spec: dict[str, Any]) -> Units:
    """`per: person` is person to the power of -1, `unit: km` is km; an accident is 1."""
    units = {basis: -1 for basis in bases(spec) if basis != "accident"}
    if "unit" in spec:
        units[spec["unit"]] = units.get(spec["unit"], 0) + 1
    return units


def first_leaf(node: Any) -> str:
    while isinstance(node, dict):
        node = next(iter(node.values()))
    return str(node)


def kind_of_term(term: dict[str, Any]) -> str:
    leaf = first_leaf(term["from"])
    if leaf.endswith("%") or "/" in leaf:
        return "rate"
    if "unit" in term:
        return "count"
    return "money" if "per" in term else "rate"


def shape(policy: Policy, node: ast.expr) -> tuple[str, Units]:
    """Type and units of a value: `money`, `count`, `rate`, `number` (0 and 1), `yes_no`, `choice`, `label`, `date`."""
    match node:
        case ast.Constant():
            return "number", {}
        case ast.Name(id="amount" | "claimed"):
            return "money", {}
        case ast.Name(id=name):
            return shape_of_name(policy, name)
        case ast.Call(func=ast.Name(id="paid" | "billed")):
            return "money", {}
        case ast.Call(func=ast.Name(id="min" | "max"), args=args):
            return shape_of_sum(policy, args)
        case ast.Call(func=ast.Name(id=name)):
            return "count", {DATE_FUNCTIONS[name]: 1}
        case ast.BinOp(op=ast.Add() | ast.Sub(), left=left, right=right):
            return shape_of_sum(policy, [left, right])
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            return shape_of_product(shape(policy, left), shape(policy, right), 1)
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            return shape_of_product(shape(policy, left), shape(policy, right), -1)
    return "yes_no", {}


def shape_of_name(policy: Policy, name: str) -> tuple[str, Units]:
    if name in policy.terms:
        return kind_of_term(policy.terms[name]), units_of(policy.terms[name])
    if name in policy.defines:
        return shape(policy, parsed(policy.defines[name]["is"]))
    if name in policy.endorsements:
        return "yes_no", {}
    spec = policy.facts.get(name) or policy.marks[name]
    return kind_of_fact(spec), units_of(spec)


def shape_of_sum(policy: Policy, nodes: list[ast.expr]) -> tuple[str, Units]:
    shapes = [shape(policy, node) for node in nodes]
    return next((one for one in shapes if one[0] != "number"), shapes[0])


def shape_of_product(left: tuple[str, Units], right: tuple[str, Units], sign: int) -> tuple[str, Units]:
    units = dict(left[1])
    for unit, power in right[1].items():
        units[unit] = units.get(unit, 0) + sign * power
    units = {unit: power for unit, power in units.items() if power}
    if sign < 0 and left[0] == right[0]:
        return "rate", units
    kinds = {left[0], right[0]}
    return next((kind for kind in ("money", "count") if kind in kinds), "rate"), units


def worth(world: World, node: ast.expr, place: Place) -> Value:
    """The value of an expression; None when it hangs on a mark that the line does not carry."""
    match node:
        case ast.Constant(value=int(number)):
            # reading: 0 and 1 beside money are minor units.
            return Fraction(number)
        case ast.Name(id=name):
            return value_of(world, name, place)
        case ast.Call(func=ast.Name(id=name), args=args):
            return called(world, name, args, place)
        case ast.BinOp(op=op, left=left, right=right):
            return calculated(op, worth(world, left, place), worth(world, right, place))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            value = worth(world, operand, place)
            return None if value is None else not value
        case ast.BoolOp(op=op, values=values):
            return combined(op, values, lambda one: worth(world, one, place))
        case ast.Compare(left=left, ops=ops, comparators=others):
            links = zip([left, *others], ops, others, strict=False)
            return combined(ast.And(), links, lambda link: compared(world, link, place))
    raise ValueError(ast.dump(node))


def calculated(op: ast.operator, left: Value, right: Value) -> Value:
    if left is None or right is None:
        return None
    assert isinstance(left, Fraction)
    assert isinstance(right, Fraction)
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
    raise ValueError(op)


def combined(op: ast.boolop, parts: Iterable[Any], value: Callable[[Any], Value]) -> Value:
    """`and` and `or` of three values: a false `and` is false whatever the rest is."""
    # reading: a condition on a mark that the line lacks is open, and an open condition does not hold; so `not planned` does not hold.
    decisive = isinstance(op, ast.Or)
    values, missing = [], None
    for part in parts:
        try:
            values.append(value(part))
        except Missing as problem:
            missing = problem
    if decisive in values:
        return decisive
    if missing:
        raise missing
    return None if None in values else not decisive


def compared(world: World, link: tuple[ast.expr, ast.cmpop, ast.expr], place: Place) -> Value:
    left, op, right = link
    if is_word_side(world.policy, left):
        value, words = worth(world, left, place), words_of(world, right, choice_words(world.policy, left), place)
        if value is None or None in words:
            return None
        return value not in words if isinstance(op, ast.NotEq | ast.NotIn) else value in words
    a, b = worth(world, left, place), worth(world, right, place)
    if a is None or b is None:
        return None
    return ordered(op, a, b)


def ordered(op: ast.cmpop, a: Any, b: Any) -> bool:
    tests: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
        ast.Lt: lambda x, y: x < y,
        ast.LtE: lambda x, y: x <= y,
        ast.Gt: lambda x, y: x > y,
        ast.GtE: lambda x, y: x >= y,
        ast.Eq: lambda x, y: x == y,
        ast.NotEq: lambda x, y: x != y,
    }
    return tests[type(op)](a, b)


def is_word_side(policy: Policy, node: ast.expr) -> bool:
    """`cause == theft`: a choice, a label or `kind` stands on the left."""
    if isinstance(node, ast.Name) and node.id == "kind":
        return True
    return isinstance(node, ast.Name) and shape(policy, node)[0] in ("choice", "label")


def choice_words(policy: Policy, node: ast.expr) -> set[str]:
    """The words that the left side of a comparison can be; none for a label."""
    assert isinstance(node, ast.Name)
    if node.id == "kind":
        return set(policy.kinds)
    spec = policy.facts.get(node.id) or policy.marks[node.id]
    return {plain(word) for word in spec["type"]} if isinstance(spec["type"], list) else set()


def words_of(world: World, node: ast.expr, words: set[str], place: Place) -> list[Value]:
    match node:
        case ast.List(elts=elts) | ast.Tuple(elts=elts):
            return [value for one in elts for value in words_of(world, one, words, place)]
        case ast.Name(id=name) if plain(name) in words:
            return [plain(name)]
        case ast.Name(id=name):
            return [value_of(world, name, place)]
        case ast.Constant(value=str(text)):
            return [plain(text)]
    raise ValueError(ast.dump(node))


def called(world: World, name: str, args: list[ast.expr], place: Place) -> Value:
    if name == "paid":
        return Fraction(sum(calculated_coverage(world, one.id).paid() for one in args if isinstance(one, ast.Name)))
    if name == "billed":
        kinds = {one.id for one in args if isinstance(one, ast.Name)}
        return Fraction(sum(item.claimed for item in world.items if item.kind in kinds))
    values = [worth(world, one, place) for one in args]
    if any(value is None for value in values):
        return None
    if name in ("min", "max"):
        numbers = [value for value in values if isinstance(value, Fraction)]
        return min(numbers) if name == "min" else max(numbers)
    return Fraction(between(name, values[0], values[1]))


def value_of(world: World, name: str, place: Place) -> Value:
    policy = world.policy
    if name == "amount" or name == "claimed":
        value = place.amount if name == "amount" else place.claimed
        assert value is not None, f"`{name}` outside a step"
        return Fraction(value)
    if name == "kind":
        return place.line.kind if place.line else None
    if name in policy.marks:
        return place.line.marks.get(name) if place.line else None
    if name in policy.terms:
        return value_of_term(world, name, place)
    if name in policy.defines:
        return value_of_definition(world, name, place)
    if name in policy.endorsements:
        return name in world.attached
    if name not in world.facts:
        raise Missing(name)
    return world.facts[name]


# ---------------------------------------------------------------- dates


def months_later(start: date, months: int) -> date:
    """The corresponding day `months` later, or the last day of that month."""
    count = start.year * 12 + start.month - 1 + months
    for day in (start.day, 30, 29, 28):
        try:
            return start.replace(year=count // 12, month=count % 12 + 1, day=min(day, start.day))
        except ValueError:
            continue
    raise AssertionError(start)


def between(name: str, a: Any, b: Any) -> int:
    if name == "days_between":
        return int((b - a).days)
    if name == "hours_started":
        return -(-int((b - a).total_seconds()) // 3600)
    # Try month after month from far before: slow, and nothing to get wrong.
    first = (b.year - a.year) * 12 + b.month - a.month - 3
    completed = max(m for m in range(first, first + 7) if months_later(a, m) <= b)
    if name == "months_completed":
        return completed
    if name == "years_completed":
        return completed // 12
    return min(m for m in range(first, first + 7) if months_later(a, m) >= b)


# ---------------------------------------------------------------- terms, definitions and what endorsements set


def version(dated: dict[str, Any], on: date) -> Any:
    """The value in force on a day; None before the first date."""
    found = None
    for start, value in dated.items():
        if date.fromisoformat(start) <= on:
            found = value
    return found


def version_date(world: World) -> date:
    day = world.facts.get(world.policy.dated_by)
    if not isinstance(day, date):
        raise Missing(world.policy.dated_by)
    return day.date() if isinstance(day, datetime) else day


def holds(world: World, spec: dict[str, Any], place: Place) -> bool:
    """Whether the `when` of anything holds; without one it does."""
    return "when" not in spec or worth(world, parsed(spec["when"]), place) is True


def change_in_force(world: World, target: str, place: Place) -> dict[str, Any] | None:
    """The one `set` of a term or definition that is attached, whose `when` holds, and that no other prevails over."""
    found: dict[str, dict[str, Any]] = {}
    for name in world.policy.endorsements:
        for change in world.policy.endorsements[name].get("changes", []):
            if name in world.attached and change.get("set") == target and is_in_force(world, change, place):
                found[name] = change
    beaten = {other for name in found for other in world.policy.endorsements[name].get("over", [])}
    left = [change for name, change in found.items() if name not in beaten]
    assert len(left) <= 1, f"two endorsements set {target}"
    if left:
        world.acted[f"set {'from' if 'from' in left[0] else 'is'}"] += 1
    return left[0] if left else None


def is_in_force(world: World, change: dict[str, Any], place: Place) -> bool:
    if "from" in change and version(change["from"], version_date(world)) is None:
        return False
    return holds(world, change, place)


def value_of_term(world: World, name: str, place: Place) -> Value:
    term = world.policy.terms[name]
    change = change_in_force(world, name, place)
    value = version((change or term)["from"], version_date(world))
    if value is None:
        raise Refused(f"no value of {name} on {version_date(world)}")
    leaf = row_of(world, value, keys_of(term), place)
    return None if leaf is None else written(leaf, kind_of_term(term), world.policy.decimals)


def row_of(world: World, value: Any, keys: list[str], place: Place) -> str | None:
    """The leaf of a nested table; a plain value stands for a whole sub-table."""
    if isinstance(value, str):
        return value
    found = value_of(world, keys[0], place)
    if found is None:
        return None
    kind = shape_of_name(world.policy, keys[0])[0]
    for key, row in value.items():
        if is_row(key, found, kind, world.policy.decimals):
            return row_of(world, row, keys[1:], place)
    raise ValueError(f"no row for {found} by {keys[0]}")


def is_row(key: str, found: Any, kind: str, decimals: int) -> bool:
    if key == "otherwise":
        return True
    if kind in ("yes_no", "choice", "label"):
        return bool(written(key, kind, decimals) == found)
    # reading: rows of a table by money are in major units, like every amount of a policy file.
    if match := re.fullmatch(r"(<=|>=|<|>)\s*(\S+)", key):
        operators = {"<=": ast.LtE(), ">=": ast.GtE(), "<": ast.Lt(), ">": ast.Gt()}
        return ordered(operators[match[1]], found, written(match[2], kind, decimals))
    if ".." in key:
        low, high = (written(end, kind, decimals) for end in key.split(".."))
        return ordered(ast.LtE(), low, found) and ordered(ast.LtE(), found, high)
    return bool(written(key, kind, decimals) == found)


def value_of_definition(world: World, name: str, place: Place) -> Value:
    spec = world.policy.defines[name]
    change = change_in_force(world, name, place)
    # reading: a definition that an endorsement sets keeps its own `round`.
    value = worth(world, parsed((change or spec)["is"]), place)
    if "round" in spec and isinstance(value, Fraction):
        return rounded(value, spec["round"], world.policy.decimals)
    return value


def rounding(text: str, decimals: int) -> tuple[str, Fraction]:
    """Mode and step of a `round`: `half_up to 1%` is (half_up, 1/100), `down` is (down, one minor unit)."""
    mode, _, to = text.partition(" to ")
    if not to:
        return mode, Fraction(1)
    to = to.replace("_", "").strip()
    return mode, Fraction(to[:-1]) / 100 if to.endswith("%") else Fraction(to) * 10**decimals


def rounded(value: Fraction, text: str, decimals: int) -> Fraction:
    mode, unit = rounding(text, decimals)
    scaled = value / unit
    whole = floor(scaled)
    rest = scaled - whole
    half = Fraction(1, 2)
    match mode:
        case "down":
            up = False
        case "up":
            up = rest > 0
        case "half_up":
            up = rest >= half
        case "half_even":
            up = rest > half or (rest == half and whole % 2 == 1)
        case _:
            raise ValueError(mode)
    return (whole + up) * unit


# ---------------------------------------------------------------- steps


@dataclass(frozen=True)
class Level:
    """What a step's amount is per: `accident`, `item`, `kind` (each line of one kind) or `group` (equal marks)."""

    name: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One step, or one rule of `together`, ready to act on lines."""

    verb: str
    text: str  # the amount or the condition
    spec: dict[str, Any]
    name: str
    label: str  # the name with `together.` before it if it stands there
    level: Level
    bearer: str


def verb_of(spec: dict[str, Any]) -> str:
    return next(verb for verb in VERBS if verb in spec)


def name_of(policy: Policy, spec: dict[str, Any]) -> str:
    """A step is called by its name, else by the first term, definition or fact in its amount, else by its verb."""
    if "name" in spec:
        return str(spec["name"])
    verb = verb_of(spec)
    # reading: marks are facts too, so `exclude: planned` is called planned.
    known = (policy.terms, policy.defines, policy.facts, policy.marks, policy.endorsements)
    return next((name for name in amount_names(policy, spec[verb]) if any(name in names for names in known)), verb)


def amount_names(policy: Policy, text: str) -> list[str]:
    """Names in an amount; a word opposite a choice is none, even if a fact is called the same."""
    node = parsed(text)
    dropped = {id(other) for one in ast.walk(node) if isinstance(one, ast.Compare) for other in word_nodes(policy, one)}
    return [name for name in names_without(node, dropped) if name not in ("amount", "claimed", "kind")]


def word_nodes(policy: Policy, node: ast.Compare) -> list[ast.expr]:
    if not is_word_side(policy, node.left):
        return []
    words = choice_words(policy, node.left)
    return [one for one in node.comparators if not (isinstance(one, ast.Name) and plain(one.id) not in words)]


def names_without(node: ast.expr, dropped: set[int]) -> list[str]:
    if id(node) in dropped:
        return []
    if isinstance(node, ast.Compare):
        return [name for one in [node.left, *node.comparators] for name in names_without(one, dropped)]
    if isinstance(node, ast.BoolOp):
        return [name for one in node.values for name in names_without(one, dropped)]
    if isinstance(node, ast.UnaryOp):
        return names_without(node.operand, dropped)
    return names_in(node)


def level_of(policy: Policy, spec: dict[str, Any]) -> Level:
    verb = verb_of(spec)
    if "per" in spec:
        return level_named(policy, bases(spec))
    if verb in ("share", "reduce", "exclude"):
        return Level("item")
    if verb in ("add", "replace", "choose"):
        # reading: `amount` in an `add` or `replace` is the accident total.
        return Level("accident")
    units = {name for name, power in shape(policy, parsed(spec[verb]))[1].items() if power < 0 and name != "policy_period"}
    if units:
        return level_named(policy, sorted(units))
    return Level("item") if mentions(policy, spec[verb]) & set(policy.marks) else Level("accident")


def level_named(policy: Policy, names: list[str]) -> Level:
    if names in (["accident"], ["item"]):
        return Level(names[0])
    if all(name in policy.marks for name in names):
        return Level("group", tuple(names))
    if len(names) == 1 and names[0] in policy.kinds:
        return Level("kind", (names[0],))
    raise ValueError(f"per {names}")


def rule_of(policy: Policy, spec: dict[str, Any], prefix: str, pay_to: str) -> Rule:
    verb = verb_of(spec)
    bearer = {"recover": "other_party", "replace": "settled_by_value"}.get(verb, "customer")
    if bearer == "customer" and pay_to == "other_party":
        bearer = "other_party"
    name = name_of(policy, spec)
    return Rule(verb, spec[verb], spec, name, prefix + name, level_of(policy, spec), spec.get("borne_by", bearer))


def groups(level: Level, lines: list[Line]) -> list[list[Line]]:
    """The lines that share one amount, in order of first appearance; lines without the mark or of another kind are in none."""
    if level.name == "accident":
        return [lines]
    if level.name == "item":
        return [[line] for line in lines]
    if level.name == "kind":
        return [[line] for line in lines if line.kind in level.of]
    found: dict[tuple[Value, ...], list[Line]] = {}
    for line in lines:
        if all(line.marks.get(mark) is not None for mark in level.of):
            found.setdefault(tuple(line.marks[mark] for mark in level.of), []).append(line)
    return list(found.values())


def place_of(level: Level, lines: list[Line]) -> Place:
    one = lines[0] if level.name in ("item", "kind") and lines else None
    return Place(one, sum(line.paid for line in lines), sum(line.claimed for line in lines))


def selects_lines(policy: Policy, text: str) -> bool:
    return bool(mentions(policy, text) & {"kind", *policy.marks})


def selects_groups(policy: Policy, text: str) -> bool:
    return bool(mentions(policy, text) & {"amount", "claimed"})


def selected(world: World, rule: Rule, lines: list[Line]) -> list[list[Line]]:
    """The groups that a step acts on: marks and `kind` in its `when` pick lines, `amount` picks groups, anything else switches it."""
    if not lines:
        return []
    when = rule.spec.get("when", "")
    if when and selects_lines(world.policy, when):
        # reading: `amount` at group level is then the total of the picked lines.
        item = Level("item")
        lines = [line for line in lines if holds(world, rule.spec, place_of(item, [line]))]
        return groups(rule.level, lines)
    if when and selects_groups(world.policy, when):
        return [group for group in groups(rule.level, lines) if holds(world, rule.spec, place_of(rule.level, group))]
    return groups(rule.level, lines) if holds(world, rule.spec, Place()) else []


def amount_of(world: World, rule: Rule, place: Place) -> int | None:
    """E of a step in minor units, never below 0; None for a line without a mark that it needs."""
    value = worth(world, parsed(rule.text), place)
    if value is None:
        return None
    assert isinstance(value, Fraction)
    if "round" in rule.spec:
        value = rounded(value, rule.spec["round"], world.policy.decimals)
    value = max(value, Fraction(0))
    assert value.denominator == 1, f"{rule.label} makes the fraction {value} and has no round"
    return int(value)


def filled(amounts: list[int], total: int) -> list[int]:
    """Each line takes what is left of the total, in order."""
    taken = []
    for amount in amounts:
        part = min(amount, total)
        total -= part
        taken.append(part)
    return taken


def pro_rata(amounts: list[int], keep: int) -> list[int]:
    """`keep` shared in proportion by running totals; it is at most the sum of the amounts."""
    total, before, parts = sum(amounts), 0, []
    for amount in amounts:
        parts.append(keep * (before + amount) // total - keep * before // total if total else 0)
        before += amount
    return parts


def kept_by_limit(rule: Rule, amounts: list[int], most: int) -> list[int]:
    if rule.spec.get("split") == "pro_rata":
        return pro_rata(amounts, min(sum(amounts), most))
    return filled(amounts, most)


def kept_by_deduct(rule: Rule, amounts: list[int], off: int) -> list[int]:
    # reading: the formula of `pro_rata` shares what a limit keeps; here it shares what is taken off.
    parts = pro_rata(amounts, min(sum(amounts), off)) if rule.spec.get("split") == "pro_rata" else filled(amounts, off)
    return [amount - part for amount, part in zip(amounts, parts, strict=True)]


def part_of(world: World, rule: Rule, amounts: list[int], rate: Fraction) -> list[int]:
    """The rounded share of each line: of its own amount, or by running totals of its group."""
    rate = min(max(rate, Fraction(0)), Fraction(1))
    text = rule.spec.get("round")

    def f(amount: int) -> int:
        share = amount * rate if text is None else rounded(amount * rate, text, world.policy.decimals)
        assert share.denominator == 1, f"{rule.label} makes fractions and has no round"
        return min(amount, int(share))

    if rule.level.name in ("item", "kind"):
        return [f(amount) for amount in amounts]
    if text is not None and rounding(text, world.policy.decimals)[1] != 1:
        return pro_rata(amounts, f(sum(amounts)))
    if rule.spec.get("split") == "pro_rata":
        return pro_rata(amounts, f(sum(amounts)))
    totals = [sum(amounts[:n]) for n in range(len(amounts) + 1)]
    return [f(after) - f(before) for before, after in pairwise(totals)]


def kept(world: World, rule: Rule, lines: list[Line]) -> list[int]:
    """What a lowering verb leaves of each line of one group."""
    amounts = [line.paid for line in lines]
    place = place_of(rule.level, lines)
    if rule.verb == "exclude":
        return [0 if worth(world, parsed(rule.text), place) is True else amount for amount in amounts]
    if rule.verb in ("share", "reduce"):
        rate = worth(world, parsed(rule.text), place)
        if rate is None:
            return amounts
        assert isinstance(rate, Fraction)
        parts = part_of(world, rule, amounts, rate)
        if any((amount * rate).denominator > 1 for amount in amounts):
            world.acted[f"a fraction {rule.spec['round'].partition(' ')[0]}"] += 1
        return parts if rule.verb == "share" else [amount - part for amount, part in zip(amounts, parts, strict=True)]
    amount = amount_of(world, rule, place)
    # reading: a line without a mark that the amount needs passes untouched.
    if amount is None:
        return amounts
    note_edge(world, rule, sum(amounts), amount)
    return kept_by_limit(rule, amounts, amount) if rule.verb == "limit" else kept_by_deduct(rule, amounts, amount)


def lower(world: World, rule: Rule, lines: list[Line]) -> None:
    for group in selected(world, rule, lines):
        rests = kept(world, rule, group)
        note(world, rule, sum(line.paid for line in group) != sum(rests))
        for line, rest in zip(group, rests, strict=True):
            line.take_off(rule.label, line.paid - rest, rule.bearer, rule.verb)


def note(world: World, rule: Rule, acts: bool) -> None:
    """Count a step that changed an amount: by verb, level, rounding and split."""
    if acts:
        basis = rule.level.name if rule.level.name != "group" else " and ".join(rule.level.of)
        how = (rule.verb, f"per {basis}", rule.spec.get("round", ""), rule.spec.get("split", ""))
        world.acted[" ".join(part for part in how if part)] += 1
        world.acted["in together" if rule.label.startswith("together.") else "in a coverage"] += 1


def note_edge(world: World, rule: Rule, total: int, amount: int) -> None:
    """Count how near a total came to the amount of a `limit` or `deduct`."""
    if total and abs(total - amount) <= 1:
        world.acted[f"{rule.verb} met {('one below', 'exactly', 'one above')[total - amount + 1]}"] += 1


def recover(world: World, rule: Rule, lines: list[Line]) -> None:
    """First the customer's own share is refilled by the other side's money, then the payment is lowered by the rest."""
    for group in selected(world, rule, lines):
        received = amount_of(world, rule, place_of(rule.level, group))
        assert received is not None
        refills = filled([line.own_share() for line in group], received)
        note(world, rule, received > 0)
        for line, refill in zip(group, refills, strict=True):
            line.refilled += refill
        amounts = [line.paid for line in group]
        for line, rest in zip(group, kept_by_deduct(rule, amounts, received - sum(refills)), strict=True):
            line.take_off(rule.label, line.paid - rest, rule.bearer, rule.verb)


def acts_once(world: World, rule: Rule, lines: list[Line]) -> bool:
    """Whether an `add`, a `replace` or a `choose` happens: its `when` sees the accident total."""
    return holds(world, rule.spec, place_of(Level("accident"), lines))


def replaced(world: World, rule: Rule, lines: list[Line]) -> None:
    # reading: `amount` in a `replace` is what reached the step, before the lines go to 0.
    amount = amount_of(world, rule, place_of(Level("accident"), lines))
    assert amount is not None
    note(world, rule, bool(amount) or any(line.paid for line in lines))
    for line in lines:
        line.take_off(rule.label, line.paid, rule.bearer, rule.verb)
    lines.append(Line(rule.label, None, {}, 0, amount, amount))


def added(world: World, rule: Rule, lines: list[Line]) -> None:
    amount = amount_of(world, rule, place_of(Level("accident"), lines))
    assert amount is not None
    note(world, rule, amount > 0)
    lines.append(Line(rule.label, None, {}, 0, amount, amount))


def stops_additions(world: World, rule: Rule) -> bool:
    """An exclusion that looks at no line and no amount, and holds, ends the additions too."""
    # reading: `kind` counts as a mark here, and so do marks or `amount` in the step's `when`.
    texts = [rule.text, rule.spec.get("when", "0 == 0")]
    if any(selects_lines(world.policy, text) or selects_groups(world.policy, text) for text in texts):
        return False
    return holds(world, rule.spec, Place()) and worth(world, parsed(rule.text), Place()) is True


def is_waived(world: World, target: str) -> bool:
    for name in world.policy.endorsements:
        if name in world.attached:
            changes = world.policy.endorsements[name].get("changes", [])
            if any(one.get("waive") == target and holds(world, one, Place()) for one in changes):
                return True
    return False


# ---------------------------------------------------------------- coverages


def calculated_coverage(world: World, name: str) -> Outcome:
    """A coverage before `together`, calculated when it is first asked for."""
    if name not in world.done:
        world.done[name] = run_coverage(world, world.policy.coverages[name])
    return world.done[name]


def run_coverage(world: World, coverage: Coverage) -> Outcome:
    stop = why_not(world, coverage)
    if stop and "after" in coverage.spec:
        # reading: "takes over nothing" (section 13) is stronger than "its lines stand in it" (section 21): no lines, nothing to pass on.
        return Outcome([], stop[1])
    lines, sources = gathered(world, coverage)
    if stop:
        bearer = "other_party" if coverage.spec.get("pay_to") == "other_party" else "customer"
        for line in lines:
            line.take_off(stop[0], line.paid, bearer, stop[0])
        return Outcome(lines, stop[1])
    if not lines and not makes_lines(coverage.spec):
        return Outcome([], "nothing_left" if "after" in coverage.spec else status_of([], 0, coverage.spec))
    for line, taken in sources:
        for reduction in taken:
            line.taken_over[reduction.bearer] = line.taken_over.get(reduction.bearer, 0) + reduction.amount
    case = case_of(world, coverage.spec)
    return Outcome(lines, run_steps(world, coverage, case, lines), case["name"])


def why_not(world: World, coverage: Coverage) -> tuple[str, str] | None:
    """The step that stops a coverage and the status it gives; None if the coverage is in force."""
    if coverage.endorsement is not None and coverage.endorsement not in world.attached:
        return "not_attached", "not_attached"
    try:
        return None if holds(world, coverage.spec, Place()) else ("applies", "not_payable")
    except Missing:
        if any(item.kind in coverage.spec.get("covers", []) for item in world.items) or makes_lines(coverage.spec):
            raise
        return None


def makes_lines(spec: dict[str, Any]) -> bool:
    steps = list(spec.get("steps", []))
    for case in spec.get("cases", []):
        steps += case.get("steps", [])
    return any(verb_of(step) in ("add", "replace") for step in steps)


def gathered(world: World, coverage: Coverage) -> tuple[list[Line], list[tuple[Line, list[Reduction]]]]:
    """The lines a coverage begins with and, for a take-over, the line and reductions that each comes from."""
    spec = coverage.spec
    if "after" in spec:
        sources = taken_over(world, spec)
        return [copy_of(line, sum(one.amount for one in taken)) for line, taken in sources], sources
    if "loss" in spec:
        return loss_line(world, spec["loss"]), []
    items = [item for kind in spec.get("covers", []) for item in world.items if item.kind == kind]
    return [copy_of(item, item.claimed) for item in items], []


def taken_over(world: World, spec: dict[str, Any]) -> list[tuple[Line, list[Reduction]]]:
    name, _, step = spec["after"].partition(".")
    sources = []
    for line in calculated_coverage(world, name).lines:
        taken = [one for one in line.reductions if (not step or one.step == step) and one.verb != "replace"]
        if taken:
            sources.append((line, taken))
    if "covers" not in spec:
        return sources
    # reading: with `covers`, the kinds come in its order, as in every coverage.
    return [source for kind in spec["covers"] for source in sources if source[0].kind == kind]


def loss_line(world: World, text: str) -> list[Line]:
    stated = {name: value for name, value in world.facts.items() if name not in world.withheld}
    try:
        value = worth(replace(world, facts=stated), parsed(text), Place())
    except Missing:
        return []
    assert isinstance(value, Fraction)
    assert value.denominator == 1
    amount = max(int(value), 0)
    return [Line("loss", None, {}, amount, 0, amount)]


def case_of(world: World, spec: dict[str, Any]) -> dict[str, Any]:
    """The first case that applies; an empty one where the coverage has no cases."""
    return next((case for case in spec.get("cases", []) if holds(world, case, Place())), {"name": ""})


def run_steps(world: World, coverage: Coverage, case: dict[str, Any], lines: list[Line]) -> str:
    """The steps of the case, then those of the coverage; gives the status."""
    began = len(lines)
    open_to_additions = True
    for spec in [*case.get("steps", []), *coverage.spec.get("steps", [])]:
        rule = rule_of(world.policy, spec, "", coverage.spec.get("pay_to", "insured"))
        if is_waived(world, f"{coverage.name}.{rule.name}"):
            world.acted["waive"] += 1
            continue
        if rule.verb == "exclude" and stops_additions(world, rule):
            open_to_additions = False
        # reading: an exclusion that stops a later `add` stops the addition of a later `replace` too.
        run_step(world, rule, lines, open_to_additions)
    return status_of(lines, began, coverage.spec)


def run_step(world: World, rule: Rule, lines: list[Line], open_to_additions: bool) -> None:
    if rule.verb == "recover":
        recover(world, rule, lines)
    elif rule.verb not in ("add", "replace"):
        lower(world, rule, lines)
    elif open_to_additions and acts_once(world, rule, lines):
        (added if rule.verb == "add" else replaced)(world, rule, lines)


def status_of(lines: list[Line], began: int, spec: dict[str, Any]) -> str:
    if any(line.paid for line in lines):
        return "paid"
    if not began:
        # reading: where an exclusion holds and nothing was claimed, `not_payable` and `not_claimed` both fit; left open.
        unclear = "exclude" in str(spec) or not ("covers" in spec or "loss" in spec)
        return "" if unclear or "after" in spec else "not_claimed"
    # reading: what an exclusion of nothing, or one beside other reductions, is called is left open.
    reductions = [one for line in lines for one in line.reductions]
    if reductions and all(one.verb == "exclude" for one in reductions):
        return "not_payable"
    unclear = "exclude" in str(spec) or not any(line.claimed for line in lines)
    return "" if unclear else "nothing_left"


# ---------------------------------------------------------------- together and the answer


def run_together(world: World) -> None:
    for spec in world.policy.together:
        rule = rule_of(world.policy, spec, "together.", "insured")
        if is_waived(world, rule.label):
            world.acted["waive in together"] += 1
            continue
        outcomes = {name: calculated_coverage(world, name) for name in (world.policy.coverages if spec["over"] == "all" else spec["over"])}
        lines = [line for outcome in outcomes.values() for line in outcome.lines]
        if rule.verb == "choose":
            choose(world, rule, outcomes)
        elif rule.verb == "recover":
            recover(world, rule, lines)
        else:
            lower(world, rule, lines)


def choose(world: World, rule: Rule, outcomes: dict[str, Outcome]) -> None:
    lines = [line for outcome in outcomes.values() for line in outcome.lines]
    if not any(line.paid for line in lines) or not acts_once(world, rule, lines):
        return
    winner = max(outcomes, key=lambda name: outcomes[name].paid())  # the first of equals
    if rule.text != "highest":
        winner = str(value_of(world, rule.text, Place()))
    world.acted[f"choose {'highest' if rule.text == 'highest' else 'by a fact'}"] += 1
    for name, outcome in outcomes.items():
        for line in outcome.lines if name != winner else []:
            line.take_off(rule.label, line.paid, rule.bearer, rule.verb)


def evaluate(policy_text: str, claim: dict[str, Any], withheld: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What a claim comes to under a policy, in minor units; see `answer_of` for the keys.

    `withheld` are facts of the claim that the other judge was not told: they decide amounts here, but make no loss of their own.
    Raises: Missing when a fact that is needed is not given, Refused when the policy does not take the claim.
    """
    world = world_of(policy_text, claim)
    world.withheld = withheld
    for text in world.policy.requires:
        if worth(world, parsed(text), Place()) is not True:
            raise Refused(text)
    for name in world.policy.coverages:
        calculated_coverage(world, name)
    run_together(world)
    return answer_of(world)


def world_of(policy_text: str, claim: dict[str, Any]) -> World:
    policy = read_policy(policy_text)
    items = [line for expense in claim["expenses"] for line in read_expense(policy, expense)]
    return World(policy, read_facts(policy, claim["facts"]), set(claim["endorsements"]), items)


def coverage_answer(outcome: Outcome) -> dict[str, Any]:
    lines = outcome.lines
    status = outcome.status
    if status == "paid" and not outcome.paid():
        status = "nothing_left" if any(line.claimed for line in lines) else ""
    taken_off: dict[str, int] = {}
    for line in lines:
        for one in line.reductions:
            taken_off[one.step] = taken_off.get(one.step, 0) + one.amount
    return {
        "status": status,
        "claimed": sum(line.claimed for line in lines),
        "added": sum(line.added for line in lines),
        "paid": outcome.paid(),
        "case": outcome.case if lines else "",
        "lines": [line_answer(line) for line in lines],
        "taken_off": taken_off,
    }


def line_answer(line: Line) -> dict[str, Any]:
    """A line's figures; `borne` is what each side bears of it, by step."""
    borne: Counter[str] = Counter()
    for one in line.reductions:
        borne[f"{one.step} by {one.bearer}"] += one.amount
    figures = {"claimed": line.claimed, "added": line.added, "paid": line.paid, "refilled": line.refilled}
    return {"id": line.id, **figures, "borne": dict(borne), "taken_over": sum(line.taken_over.values())}


def net_reductions(world: World, bearer: str) -> int:
    """Reductions borne by one side over all coverages, without what another coverage took over."""
    lines = [line for _, line in all_lines(world)]
    gross = sum(one.amount for line in lines for one in line.reductions if one.bearer == bearer)
    return gross - sum(line.taken_over.get(bearer, 0) for line in lines)


def uncovered(world: World) -> int:
    """Expenses of kinds that no coverage of the policy names: claimed, and borne by the customer."""
    covered = {kind for coverage in world.policy.coverages.values() for kind in coverage.spec.get("covers", [])}
    return sum(item.claimed for item in world.items if item.kind not in covered)


def all_lines(world: World) -> Iterable[tuple[Coverage, Line]]:
    for name, outcome in world.done.items():
        for line in outcome.lines:
            yield world.policy.coverages[name], line


def answer_of(world: World) -> dict[str, Any]:
    """Coverages by name, and the totals in which an expense counts once."""
    claimed = sum(line.claimed for coverage, line in all_lines(world) if "after" not in coverage.spec) + uncovered(world)
    added_up = sum(line.added for _, line in all_lines(world))
    paid = sum(line.paid for _, line in all_lines(world))
    refilled = sum(line.refilled for _, line in all_lines(world))
    taken_by_recover = sum(one.amount for _, line in all_lines(world) for one in line.reductions if one.verb == "recover")
    return {
        "coverages": {name: coverage_answer(world.done[name]) for name in world.policy.coverages},
        "claimed": claimed,
        "added": added_up,
        "paid": paid,
        # reading: an expense that no coverage names is claimed, and left with the customer.
        "left": net_reductions(world, "customer") - refilled + uncovered(world),
        # reading: the part that the other side of a liability claim bears itself is in `borne`, by its second formula, but not in
        # `recovered`.
        "borne": claimed + added_up - paid - net_reductions(world, "settled_by_value"),
        "recovered": refilled + taken_by_recover,
        "payees": payees(world),
        "counts_as": counts(world),
        "acted": world.acted,
    }


def payees(world: World) -> dict[str, int]:
    """Who gets how much."""
    found: Counter[str] = Counter()
    for name, outcome in world.done.items():
        spec = world.policy.coverages[name].spec
        case: dict[str, Any] = next((case for case in spec.get("cases", []) if case["name"] == outcome.case), {})
        found[case.get("pay_to", spec.get("pay_to", "insured"))] += outcome.paid()
    return dict(+found)


def counts(world: World) -> dict[str, int]:
    """What the payment adds to the usage of the period: a count by one, an amount by what is paid."""
    found: Counter[str] = Counter()
    for name, outcome in world.done.items():
        for fact in world.policy.coverages[name].spec.get("counts", []):
            if kind_of_fact(world.policy.facts[fact]) == "money":
                found[fact] += outcome.paid()
            elif outcome.paid():
                # reading: two coverages that count the same fact are still one claim.
                found[fact] = 1
    return dict(+found)
