"""One line of text → a typed, lowered expression. Python's grammar, walked by an allow-list; the text is never evaluated.

Types and units are checked here: equal units on both sides of + - < min max, a product of units for *, no number but 0
and 1. Marks, `amount` and `paid` are allowed only where the caller says so.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, Protocol, get_args

from payout import expr
from payout.compile.reading import Reading, near_or
from payout.expr import ONE, Between, Billed, Const, Expr, Fact, Mark, Of, Paid, Ref, Span
from payout.messages import Said, phrase
from payout.money import Currency
from payout.policy import Atom, Formula
from payout.problem import Position, near
from payout.source import Scalar
from payout.values import RATE_UNIT, Range, Type, Unit

LONGEST, DEEPEST = 200, 20
YES_NO, NUMBER, RATE, MONEY = Type("yes_no"), Type("number"), Type("rate"), Type("money")
_YES_OR_NO = re.compile(r"(\w+)\s*=\s*(yes|no)")
_RATE = re.compile(r"(?<![\w.])[0-9]+(?:\.[0-9]+)?%")
_ONE_EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
CALCULABLE = {"money", "count", "rate", "number"}
SPANS: dict[Span, tuple[str, str]] = {
    "days_between": ("date", "day"),
    "months_completed": ("date", "month"),
    "months_started": ("date", "month"),
    "years_completed": ("date", "year"),
    "hours_started": ("moment", "hour"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A part of an expression: its value as `value` over `over`, and its type."""

    value: Expr
    type: Type
    over: Expr = ONE


@dataclass(frozen=True, slots=True)
class Place:
    """What may be named where the expression stands."""

    marks: bool = False
    amount: bool = False
    paid: bool = True


class Scope(Protocol):
    """Where names are looked up. A name that was complained of before is `poisoned` and stays silent."""

    currency: Currency
    reading: Reading

    def look_up(self, name: str) -> Typed | None: ...
    def is_poisoned(self, name: str) -> bool: ...
    def value_names(self) -> tuple[str, ...]: ...
    def kind_names(self) -> tuple[str, ...]: ...
    def coverage_names(self) -> tuple[str, ...]: ...
    def range_of(self, value: Expr) -> Range: ...
    def mentions_paid(self, value: Expr) -> bool: ...


class _Refused(Exception):
    """The expression was complained of; nothing more is said about it."""


def formula(scope: Scope, scalar: Scalar, place: Place, *, condition: bool | None) -> Formula | None:
    """The expression in `scalar`, a condition or a value; None after complaining."""
    parse = _Parse(scope, scalar, place)
    try:
        tree = parse.tree()
        typed = parse.operand(tree) if condition is None else parse.condition(tree) if condition else parse.number(tree)
        return Formula(parse.text, scalar.at, typed.type, typed.value, typed.over, tuple(dict.fromkeys(parse.names)), tuple(parse.atoms))
    except _Refused:
        return None


def mentions(value: Expr, kinds: type | tuple[type, ...]) -> bool:
    """Whether a node of these kinds is in the expression."""
    return any(isinstance(node, kinds) for node in expr.walk(value))


class _Parse:
    def __init__(self, scope: Scope, scalar: Scalar, place: Place) -> None:
        self.scope, self.scalar, self.place = scope, scalar, place
        self.text = unicodedata.normalize("NFKC", scalar.text).replace("\n", " ").strip()
        self.names: list[str] = []
        self.atoms: list[Atom] = []

    # ---- places and complaints

    def at(self, node: ast.AST) -> Position:
        if not isinstance(node, ast.expr):
            return self.scalar.at  # a complaint of the whole expression
        start, end = node.col_offset, node.end_col_offset
        encoded = self.text.encode()
        before, width = len(encoded[:start].decode()), len(encoded[start:end].decode())
        quote = 1 if self.scalar.kind == "text" and self.scalar.at.line else 0
        return replace(self.scalar.at, column=self.scalar.at.column + before + quote, width=max(1, width))

    def said(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.text, node) or self.text

    def refuse(self, node: ast.AST, code: str, help: Said = "", **values: Said) -> _Refused:
        self.scope.reading.complain(self.at(node), code, help, **({"given": self.said(node)} | values))
        return _Refused()

    def tree(self) -> ast.expr:
        if len(self.text) > LONGEST:
            raise self.refuse(ast.Pass(), "too-complex")
        try:
            if "#" in self.text:  # Python would take the rest for a comment
                raise ValueError
            tree = ast.parse(self.text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            rate = _RATE.search(self.text)
            if rate:
                raise self.refuse(ast.Pass(), "no-number", given=rate[0]) from None
            raise self.refuse(ast.Pass(), "not-an-expression", self.equals_help(), given=self.text) from None
        if _depth(tree) > DEEPEST:
            raise self.refuse(ast.Pass(), "too-complex")
        return tree

    def equals_help(self) -> Said:
        """How to mend a text that has one equals sign where two, or none, are meant."""
        match = _YES_OR_NO.fullmatch(self.text)
        if match:
            return phrase("write-instead", text=match[1] if match[2] == "yes" else f"not {match[1]}")
        return phrase("write-equals") if _ONE_EQUALS.search(self.text) else ""

    # ---- conditions

    def condition(self, node: ast.expr) -> Typed:
        match node:
            case ast.BoolOp(op, values):
                parts = self.all_of([partial(self.condition, value) for value in values])
                join = expr.both if isinstance(op, ast.And) else expr.either
                value = parts[0].value
                for part in parts[1:]:
                    value = join(value, part.value)
                return Typed(value, YES_NO)
            case ast.UnaryOp(ast.Not(), value):
                return Typed(expr.not_(self.condition(value).value), YES_NO)
            case ast.Compare(left, operators, rights):
                return self.atom(node, self.comparison(node, left, operators, rights))
            case ast.Name():
                found = self.name(node)
                if found.type.name != "yes_no":
                    raise self.refuse(node, "not-a-condition", type=found.type.said())
                return self.atom(node, found)
        found = self.number(node)
        raise self.refuse(node, "not-a-condition", type=found.type.said())

    def atom(self, node: ast.expr, found: Typed) -> Typed:
        self.atoms.append(Atom(self.said(node), found.value))
        return found

    def comparison(self, node: ast.expr, left: ast.expr, operators: list[ast.cmpop], rights: list[ast.expr]) -> Typed:
        value: Expr = expr.YES
        for operator, right in zip(operators, rights, strict=True):
            value = expr.both(value, self.compared(node, left, operator, right))
            left = right
        return Typed(value, YES_NO)

    def compared(self, node: ast.expr, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Expr:
        first = self.operand(left)
        if first.type.name == "choice":
            return self.choice_compared(node, first, operator, right)
        if isinstance(operator, ast.In | ast.NotIn | ast.Is | ast.IsNot):
            raise self.refuse(node, "no-operator")
        if first.type.name == "yes_no" and isinstance(right, ast.Name) and right.id in ("yes", "no"):
            raise self.refuse(node, "yes-no-alone", mended=self.alone(left, operator, right.id))
        second = self.operand(right)
        is_label = "label" in (first.type.name, second.type.name)
        if is_label and (first.type != second.type or not isinstance(operator, ast.Eq | ast.NotEq)):
            raise self.refuse(node, "label-compare")
        a, b, _, _ = self.same(node, first, second)
        if first.type.name == "yes_no" and not isinstance(operator, ast.Eq | ast.NotEq):
            raise self.refuse(node, "not-a-number")
        made: dict[type[ast.cmpop], Callable[[], Expr]] = {
            ast.Lt: lambda: expr.compared("<", a, b),
            ast.LtE: lambda: expr.compared("<=", a, b),
            ast.Gt: lambda: expr.compared("<", b, a),
            ast.GtE: lambda: expr.compared("<=", b, a),
            ast.Eq: lambda: expr.compared("==", a, b),
            ast.NotEq: lambda: expr.not_(expr.compared("==", a, b)),
        }
        return made[type(operator)]()

    def alone(self, left: ast.expr, operator: ast.cmpop, word: str) -> str:
        """A condition that was compared with yes or no, written without."""
        said = self.said(left) if isinstance(left, ast.Name) else f"({self.said(left)})"
        return said if isinstance(operator, ast.Eq) == (word == "yes") else f"not {said}"

    def choice_compared(self, node: ast.expr, choice: Typed, operator: ast.cmpop, right: ast.expr) -> Expr:
        match operator, right:
            case ast.Eq() | ast.NotEq(), _:
                words = [right]
            case ast.In() | ast.NotIn(), ast.List(elements) | ast.Tuple(elements):
                words = elements
            case _:
                raise self.refuse(node, "choice-compare")
        value: Expr = expr.NO
        for word in words:
            value = expr.either(value, expr.compared("==", choice.value, Const(self.word(word, choice))))
        return expr.not_(value) if isinstance(operator, ast.NotEq | ast.NotIn) else value

    def word(self, node: ast.expr, choice: Typed) -> int:
        match node:
            case ast.Name(text) | ast.Constant(str() as text):
                if text in choice.type.words:
                    return choice.type.words.index(text)
                name = next((part.name for part in (choice.value,) if isinstance(part, Fact | Mark)), "choice")
                raise self.refuse(node, "unknown-word", near(text, choice.type.words), given=text, name=name)
        raise self.refuse(node, "not-an-expression")

    # ---- values

    def number(self, node: ast.expr) -> Typed:
        """A value that can be calculated with."""
        found = self.operand(node)
        if found.type.name == "yes_no":
            raise self.refuse(node, "not-a-number")
        return found

    def operand(self, node: ast.expr) -> Typed:
        match node:
            case ast.Name():
                return self.name(node)
            case ast.Constant(value) if value is not True and value is not False:
                return self.literal(node, value)
            case ast.BinOp(left, operator, right):
                return self.arithmetic(node, left, operator, right)
            case ast.Call(ast.Name(function), arguments, []):
                return self.call(node, function, arguments)
            case ast.Call():
                raise self.refuse(node, "no-call")
            case ast.BoolOp() | ast.Compare() | ast.UnaryOp(ast.Not()):
                return self.condition(node)
        raise self.refuse(node, "no-operator")

    def literal(self, node: ast.expr, value: object) -> Typed:
        if value in (0, 1) and isinstance(value, int):
            return Typed(Const(value), NUMBER)
        if isinstance(value, int | float):
            raise self.refuse(node, "no-number")
        raise self.refuse(node, "not-an-expression")

    def name(self, node: ast.Name) -> Typed:
        name = node.id
        if name in ("amount", "claimed"):
            if not self.place.amount:
                raise self.refuse(node, "only-in-steps")
            return Typed(Of("total" if name == "amount" else "claimed"), MONEY)
        if name == "kind":
            if not self.place.marks:
                raise self.refuse(node, "no-marks-here")
            return Typed(Mark("kind"), Type("choice", (), self.scope.kind_names()))
        found = self.scope.look_up(name)
        if found is None:
            if self.scope.is_poisoned(name):
                raise _Refused
            raise self.refuse(
                node, "unknown-name", near_or(name, self.scope.value_names(), phrase("declare-value")), what=phrase("value-name")
            )
        if not self.place.marks and mentions(found.value, Mark):
            raise self.refuse(node, "no-marks-here")
        if not self.place.paid and self.scope.mentions_paid(found.value):
            raise self.refuse(node, "not-here")
        self.names.append(name)
        return found

    def arithmetic(self, node: ast.expr, left: ast.expr, operator: ast.operator, right: ast.expr) -> Typed:
        first, second = self.all_of([partial(self.number, left), partial(self.number, right)])
        match operator:
            case ast.Add() | ast.Sub():
                a, b, over, type_ = self.same(node, first, second)
                if type_.name not in CALCULABLE:
                    raise self.refuse(node, "not-here")
                return Typed((expr.plus if isinstance(operator, ast.Add) else expr.minus)(a, b), type_, over)
            case ast.Mult():
                return self.product(node, first, second)
            case ast.Div():
                return self.quotient(node, first, second)
        raise self.refuse(node, "no-operator")

    def product(self, node: ast.expr, first: Typed, second: Typed) -> Typed:
        types = {first.type.name, second.type.name}
        if not types <= CALCULABLE:
            raise self.refuse(node, "not-here")
        if first.type.name == second.type.name == "money":
            raise self.refuse(node, "money-times-money")
        name = next(name for name in ("money", "count", "rate", "number") if name in types)
        type_ = Type(name, _units(first.type.unit, second.type.unit))
        return Typed(expr.times(first.value, second.value), type_, expr.times(first.over, second.over))

    def quotient(self, node: ast.expr, first: Typed, second: Typed) -> Typed:
        names = (first.type.name, second.type.name)
        if names not in (("money", "money"), ("count", "count")) or first.type.unit != second.type.unit:
            raise self.refuse(node, "division")
        if self.scope.range_of(second.value)[0] < 1:
            raise self.refuse(node.right if isinstance(node, ast.BinOp) else node, "divisor-zero")
        return Typed(expr.times(first.value, second.over), RATE, expr.times(first.over, second.value))

    def call(self, node: ast.Call, function: str, arguments: list[ast.expr]) -> Typed:
        if function in ("min", "max"):
            return self.extreme(node, function, arguments)
        if function == "billed":
            return Typed(Billed(self.words(node, function, arguments, self.scope.kind_names(), phrase("kind-of-expense"))), MONEY)
        if function == "paid":
            if not self.place.paid:
                raise self.refuse(node, "not-here")
            words = self.words(node, function, arguments, self.scope.coverage_names(), phrase("name-of-a-coverage"))
            if len(words) != 1:
                raise self.refuse(node, "arguments", function=function, wanted=phrase("takes-one-coverage"))
            return Typed(Paid(words[0]), MONEY)
        if function in get_args(Span):
            return self.span(node, function, arguments)
        raise self.refuse(node, "no-call", near(function, ("min", "max", "paid", "billed", *get_args(Span))), given=function)

    def extreme(self, node: ast.Call, function: str, arguments: list[ast.expr]) -> Typed:
        if len(arguments) < 2:
            raise self.refuse(node, "arguments", function=function, wanted=phrase("takes-several"))
        parts = self.all_of([partial(self.number, argument) for argument in arguments])
        make = expr.least if function == "min" else expr.greatest
        value = parts[0]
        for part in parts[1:]:
            a, b, over, type_ = self.same(node, value, part)
            if type_.name not in CALCULABLE:
                raise self.refuse(node, "not-here")
            value = Typed(make(a, b), type_, over)
        return value

    def words(self, node: ast.Call, function: str, arguments: list[ast.expr], known: tuple[str, ...], what: Said) -> tuple[str, ...]:
        if not arguments:
            raise self.refuse(node, "arguments", function=function, wanted=phrase("takes-name", what=what))
        found = []
        for argument in arguments:
            if not isinstance(argument, ast.Name) or argument.id not in known:
                said = self.said(argument)
                raise self.refuse(argument, "unknown-name", near(said, known), given=said, what=what)
            found.append(argument.id)
        return tuple(found)

    def span(self, node: ast.Call, function: Literal["days_between"] | str, arguments: list[ast.expr]) -> Typed:
        name: Span = next(span for span in SPANS if span == function)
        takes, counts = SPANS[name]
        parts = [self.number(argument) for argument in arguments]
        if len(parts) != 2 or any(part.type.name != takes for part in parts):
            raise self.refuse(node, "arguments", function=function, wanted=phrase(f"takes-{takes}s"))
        return Typed(Between(name, parts[0].value, parts[1].value), Type("count", ((counts, 1),)))

    # ---- units

    def same(self, node: ast.expr, first: Typed, second: Typed) -> tuple[Expr, Expr, Expr, Type]:
        """Both values over one denominator, and their common type."""
        first, second = self.fitted(first, second.type), self.fitted(second, first.type)
        if first.type.name != second.type.name or "choice" in (first.type.name, second.type.name):
            raise self.refuse(node, "different-types", left=first.type.said(), right=second.type.said())
        if first.type.unit != second.type.unit:
            values = {"left": first.type.said(), "right": second.type.said()}
            raise self.refuse(node, "different-units", **values)
        if first.over == second.over:
            return first.value, second.value, first.over, first.type
        a, b = expr.times(first.value, second.over), expr.times(second.value, first.over)
        return a, b, expr.times(first.over, second.over), first.type

    def fitted(self, part: Typed, type_: Type) -> Typed:
        """0 and 1 fit any unit: beside a rate 1 is 100%, beside money one major unit."""
        if part.type != NUMBER or type_.name not in ("money", "count", "rate"):
            return part
        return Typed(expr.times(part.value, Const(self.scope.currency.unit)) if type_.name == "money" else part.value, type_, part.over)

    def all_of(self, parts: list[Callable[[], Typed]]) -> list[Typed]:
        """Every part read, so that all their problems are found, before giving up."""
        found, refused = [], False
        for part in parts:
            try:
                found.append(part())
            except _Refused:
                refused = True
        if refused:
            raise _Refused
        return found


def rate_fact(value: Expr) -> Typed:
    """A rate that a claim gives."""
    return Typed(value, RATE, Const(RATE_UNIT))


def defined(name: str, type_: Type, over: Expr) -> Typed:
    """A reference to a definition: its value is evaluated once, its denominator stands where it is used."""
    return Typed(Ref(name), type_, over)


def _units(left: Unit, right: Unit) -> Unit:
    powers: dict[str, int] = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _depth(tree: ast.AST) -> int:
    deepest, todo = 0, [(tree, 1)]
    while todo:
        node, depth = todo.pop()
        deepest = max(deepest, depth)
        todo.extend((child, depth + 1) for child in ast.iter_child_nodes(node))
    return deepest
