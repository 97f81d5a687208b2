"""A policy document → a compiled `Policy`, or every problem of it at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush

from payout import expr
from payout.compile.checks import Rivals, problems_of, set_twice
from payout.compile.coverages import Coverages, Waived
from payout.compile.expressions import Place, formula
from payout.compile.names import SECTIONS, Change, Names
from payout.compile.reading import Reading, near_or
from payout.expr import Expr, Paid, Ref
from payout.keys import CHANGE_KEYS, ENDORSEMENT_KEYS, EXAMPLE_KEYS, EXAMPLES_FILE_KEYS, TOP_KEYS
from payout.messages import Words, owning, phrase
from payout.money import Currency, currencies, currency
from payout.policy import Coverage, Endorsement, Example, Formula, Policy, Requirement, Step
from payout.problem import Position, Problem, Problems, near
from payout.source import Mapping as MappingNode
from payout.source import Node, Scalar, content_hash
from payout.values import money_of

TOTALS = ("total", "borne", "left")
MOST_CHANGES = 50
"""How many changes may set one thing: each of them makes its expression deeper."""


def compile_policy(node: Node, id: str, examples: Iterable[Node] = ()) -> Policy:
    """The policy in these nodes; `examples` are the documents that stand beside it. Raises Problems, all of them."""
    policy, rivals = read_policy(node, id, examples)
    problems = problems_of(policy, rivals)
    if problems:
        raise Problems(problems)
    return policy


def read_policy(node: Node, id: str, examples: Iterable[Node] = ()) -> tuple[Policy, list[Rivals]]:
    """The policy as it is written, and changes that may contradict each other; whether all of it can apply is not asked yet.

    Raises Problems, all of them."""
    reading = Reading()
    document = _Document(reading, node, id)
    policy = document.policy(tuple(examples))
    if reading.problems:
        raise Problems(reading.problems)
    return policy, document.names.rivals


class _Document:
    def __init__(self, reading: Reading, node: Node, id: str) -> None:
        self.reading, self.id, self.node = reading, id, node
        if not isinstance(node, MappingNode) or not node.entries or node.entries[0][0].text != "payout":
            at = node.entries[0][0].at if isinstance(node, MappingNode) and node.entries else node.at
            raise Problems([Problem(at, "not-a-policy")])
        self.keys = reading.keys(node, phrase("a-policy"), TOP_KEYS)
        self.names = Names(reading, self.currency())
        self.coverages = Coverages(self.names)
        self.waivers: list[Waived] = []
        self.over: dict[str, tuple[Scalar, ...]] = {}

    def policy(self, examples: tuple[Node, ...]) -> Policy:
        """The journey of a file: what it declares, what the names mean, the coverages, what holds over them."""
        version = self.reading.text(self.keys.get("payout"), "payout")
        if version is not None and version.text != "1":
            self.reading.complain(version.at, "language-version", given=version.text)
        self.declare()
        dated_by = self.dated_by()
        for name in self.names.written:
            self.names.look_up(name)
        self.check_rivals()
        self.check_bases()
        self.coverages.check_sources()
        found = {name: self.coverages.coverage(source) for name, source in self.coverages.sources.items()}
        self.coverages.check_after_steps(found)
        self.coverages.check_recovered(found)
        rules = [self.coverages.rule(item, found) for item in self.reading.items(self.keys.get("together"), "together")]
        if None in rules:
            self.coverages.unread.add("together")
        together = self.coverages.with_waivers(found, tuple(rule for rule in rules if rule is not None), self.waivers)
        order = self.order(found)
        requires = [self.condition(item) for item in self.reading.items(self.keys.get("requires"), "requires")]
        names = self.names
        read_examples = [
            self.example(item, found, together)
            for part in (self.keys.get("examples"), *map(self.examples_beside, examples))
            for item in self.reading.items(part, "examples")
        ]
        return Policy(
            id=self.id,
            file=self.node.at.file,
            hash=content_hash(self.node),
            language=version.text if version else "1",
            title=self.reading.title(self.keys.get("title")),
            currency=names.currency,
            dated_by=dated_by,
            facts=names.facts,
            marks=names.marks,
            kinds=names.kinds,
            terms=names.terms,
            definitions=names.definitions,
            requires=tuple(Requirement(found) for found in requires if found is not None),
            coverages=found,
            order=order,
            together=together,
            endorsements=names.endorsements,
            promises=tuple(word.text for word in self.reading.words(self.keys.get("promises"), "promises")),
            examples=tuple(example for example in read_examples if example is not None),
            days=tuple(sorted({day for term in names.terms.values() for day in term.days})),
            settings=tuple(names.settings),
        )

    # ---- declaring

    def currency(self) -> Currency:
        text = self.reading.text(self.keys.get("currency"), "currency")
        if "currency" not in self.keys:
            self.missing("currency", phrase("write-currency"))
        elif text is not None and text.text not in currencies():
            self.reading.complain(text.at, "unknown-currency", self.currency_meant(text.text), given=text.text)
        elif text is not None:
            return currency(text.text)
        return currency("JPY")  # stands in, so that the rest of the file is read

    def currency_meant(self, text: str) -> Words:
        """The currency with the same letters; one that only looks alike is another country's."""
        meant = next((code for code in currencies() if sorted(code) == sorted(text.upper())), None)
        return phrase("did-you-mean", name=meant) if meant else phrase("as-code")

    def missing(self, key: str, help: Words) -> None:
        self.reading.complain(self.node.at, "missing-key", help, owner=phrase("a-policy"), key=key)

    def declare(self) -> None:
        reading, names, keys = self.reading, self.names, self.keys
        for section in SECTIONS:
            for name, node in reading.entries(keys.get(section), section):
                names.declare_fact(section, name, node)
        for name, node in reading.entries(keys.get("expenses"), "expenses"):
            names.declare_kind(name, node)
        for name, node in reading.entries(keys.get("terms"), "terms"):
            names.declare_value("term", name, node)
        for name, node in reading.entries(keys.get("define"), "define"):
            names.declare_value("definition", name, node)
        for name, node in reading.entries(keys.get("coverages"), "coverages"):
            self.coverages.declare(name, node, None)
        endorsements = reading.entries(keys.get("endorsements"), "endorsements")
        for name, _ in endorsements:
            if names.declare("endorsement", name):
                names.endorsements[name.text] = Endorsement(name.text, {}, "", name.at)
        for name, node in endorsements:
            self.endorsement(name, node)
        self.check_changes()
        self.check_over()

    def endorsement(self, name: Scalar, node: Node) -> None:
        keys = self.reading.keys(node, phrase("endorsement", name=name.text), ENDORSEMENT_KEYS)
        title, clause = self.reading.title(keys.get("title")), self.reading.clause(keys.get("clause"))
        self.names.endorsements[name.text] = Endorsement(name.text, title, clause, name.at)
        for term, value in self.reading.entries(keys.get("terms"), "terms"):
            self.names.declare_value("term", term, value)
        for coverage, value in self.reading.entries(keys.get("coverages"), "coverages"):
            self.coverages.declare(coverage, value, name.text)
        over = self.reading.words(keys.get("over"), "over")
        for word in over:
            if word.text == name.text:
                self.reading.complain(word.at, "over-circle", given=word.text, circle=f"{word.text} -> {word.text}")
            elif word.text not in self.names.endorsements:
                known = self.names.endorsements
                self.reading.complain(word.at, "not-an-endorsement", near_or(word.text, known, ""), given=word.text)
        self.over[name.text] = over
        for item in self.reading.items(keys.get("changes"), "changes"):
            self.change(name.text, item, tuple(word.text for word in over))

    def change(self, endorsement: str, node: Node, over: tuple[str, ...]) -> None:
        keys = self.reading.keys(node, phrase("a-change"), CHANGE_KEYS)
        target, waived = self.reading.text(keys.get("set"), "set"), self.reading.text(keys.get("waive"), "waive")
        for key in ("from", "is") if waived is not None and target is None else ():
            if key in keys:
                self.reading.complain(keys[key].at, "not-together", given=key, other=owning("waive"))
        if (target is None) == (waived is None):
            self.reading.complain(node.at, "set-or-waive")
        elif waived is not None:
            self.waivers.append((endorsement, waived, keys.get("when")))
        elif target is not None and target.text not in self.names.written and not self.declared_later(target.text):
            self.reading.complain(target.at, "set-target", near(target.text, self.names.written), given=target.text)
        else:
            assert target is not None
            self.names.changes.setdefault(target.text, []).append(Change(endorsement, target, keys, target.at, over))

    def declared_later(self, name: str) -> bool:
        """Whether a later endorsement of the file adds the term."""
        for _, node in self.reading.entries(self.keys.get("endorsements"), "endorsements"):
            terms = node.get("terms") if isinstance(node, MappingNode) else None
            if isinstance(terms, MappingNode) and terms.get(name) is not None:
                return True
        return False

    def dated_by(self) -> str:
        text = self.reading.text(self.keys.get("dated_by"), "dated_by")
        if text is None:
            self.missing("dated_by", phrase("write-dated-by"))
            return ""
        fact = self.names.facts.get(text.text)
        if self.names.is_poisoned(text.text):
            return text.text
        if fact is None or fact.type.name != "date" or fact.section == "usage":
            dates = [name for name, known in self.names.facts.items() if known.type.name == "date"]
            self.reading.complain(text.at, "dated-by", near(text.text, dates), given=text.text)
        return text.text

    def check_rivals(self) -> None:
        """Two changes of one target without a condition contradict each other; of others it is asked when all is read."""
        for one, other in self.names.rivals:
            if "when" not in one.parts and "when" not in other.parts:
                self.reading.problems.append(set_twice(one, other))

    def check_changes(self) -> None:
        """What is changed too often is complained of once, and then read as if nobody changed it."""
        for target, changes in self.names.changes.items():
            if len(changes) > MOST_CHANGES:
                self.reading.complain(changes[MOST_CHANGES].at, "set-often", given=target, limit=str(MOST_CHANGES))
                changes.clear()

    def check_over(self) -> None:
        """No endorsement prevails over itself by way of others."""
        left = {name: {word.text for word in over} - {name} for name, over in self.over.items()}
        while any(not over & set(left) for over in left.values()):
            left = {name: over for name, over in left.items() if over & set(left)}
        if left:
            circle = circle_in(left)
            at = next(word.at for word in self.over[circle[0]] if word.text == circle[1])
            self.reading.complain(at, "over-circle", given=circle[0], circle=" -> ".join(circle))

    def check_bases(self) -> None:
        """Every basis and unit is a mark, a kind, or something that is counted somewhere."""
        counted = {name for fact in (*self.names.facts.values(), *self.names.marks.values()) for name, power in fact.type.unit if power > 0}
        counted |= {name for term in self.names.terms.values() for name, power in term.type.unit if power > 0}
        known = {"accident", "item", "policy_period", *counted, *self.names.marks, *self.names.kinds}
        facts = [*self.names.facts.values(), *self.names.marks.values()]
        units = [(thing.type.unit, thing.at) for thing in facts] + [(term.type.unit, term.at) for term in self.names.terms.values()]
        for unit, at in units:
            for name, power in unit:
                if power < 0 and name not in known:
                    self.names.bad_bases.add(name)
                    self.reading.complain(at, "unknown-basis", near(name, known), given=name)

    # ---- what holds over coverages

    def condition(self, item: Node) -> Formula | None:
        text = self.reading.text(item, "requires")
        return formula(self.names, text, Place(paid=False), condition=True) if text else None

    def order(self, coverages: Mapping[str, Coverage]) -> tuple[str, ...]:
        """The coverages in the order in which they run: file order, but each after those whose payment it needs."""
        needs = {name: self.needs(coverage) & coverages.keys() for name, coverage in coverages.items()}
        done = running_order(needs)
        if len(done) < len(coverages):
            ran = set(done)
            self.circle({name: needs[name] for name in coverages if name not in ran})
            return tuple(coverages)
        return tuple(done)

    def circle(self, needs: Mapping[str, set[str]]) -> None:
        circle = circle_in(needs)
        self.reading.complain(self.names.coverages[circle[0]], "coverage-circle", given=circle[0], circle=" -> ".join(circle))

    def needs(self, coverage: Coverage) -> set[str]:
        parts: list[Expr] = [part.value for part in (coverage.when, coverage.loss) if part]
        parts += [case.when.value for case in coverage.cases if case.when]
        for step in coverage.all_steps():
            parts += [step.amount, step.amount_over, *([step.when.value] if step.when else [])]
            parts += [waiver.when.value for waiver in step.waivers if waiver.when]
        found = self.paid_in(parts, set())
        if coverage.after in self.names.coverages:
            found.add(coverage.after or "")
        return found

    def paid_in(self, parts: Iterable[Expr], seen: set[str]) -> set[str]:
        found: set[str] = set()
        for node in expr.walk(*parts):
            if isinstance(node, Paid):
                found.add(node.coverage)
            elif isinstance(node, Ref) and node.name not in seen and node.name in self.names.definitions:
                seen.add(node.name)
                found |= self.paid_in([self.names.definitions[node.name].formula.value], seen)
        return found

    # ---- examples

    def examples_beside(self, node: Node) -> Node | None:
        return self.reading.keys(node, phrase("examples"), EXAMPLES_FILE_KEYS).get("examples")

    def is_unread(self, coverage: str, step: str) -> bool:
        """Whether a name was complained of where it is declared, or may be one that could not be read there."""
        if not self.coverages.sources and self.reading.problems:
            return True
        return bool({coverage, step} & self.reading.refused) or (step != "" and coverage in self.coverages.unread)

    def example(self, node: Node, coverages: Mapping[str, Coverage], together: tuple[Step, ...]) -> Example | None:
        keys = self.reading.keys(node, phrase("an-example"), EXAMPLE_KEYS)
        title = self.reading.text(keys.get("title"), "title")
        if title is None:
            self.reading.complain(node.at, "missing-key", phrase("write-title"), owner=phrase("an-example"), key="title")
        expect: dict[str, tuple[int, Position]] = {}
        expected = keys.get("expect")
        entries = self.reading.uncut(expected) if isinstance(expected, MappingNode) else ()
        if not entries:
            self.reading.complain(node.at, "missing-key", phrase("write-expect"), owner=phrase("an-example"), key="expect")
        known = {*coverages, *TOTALS, *(f"together.{rule.name}" for rule in together)}
        known |= {f"{name}.{step.name}" for name, coverage in coverages.items() for step in coverage.all_steps()}
        known |= {f"{name}.{step}" for name in coverages for step in ("applies", "not_attached")}
        for key, value in entries:
            name, _, step = key.text.partition(".")
            if key.text not in known and not self.is_unread(name, step):
                self.reading.complain(key.at, "expect-name", near(key.text, known), given=key.text)
            text = self.reading.text(value, key.text)
            amount = self.reading.value(money_of(text, self.names.currency)) if text else None
            if amount is not None:
                expect[key.text] = (amount, key.at)
        return Example(title.text if title else "", node.at, keys.get("given"), keys.get("expenses"), expect)


def running_order(needs: Mapping[str, set[str]]) -> list[str]:
    """The names in the order of the mapping, but each behind those that it needs; without those that wait for themselves.

    >>> running_order({"a": {"c"}, "b": set(), "c": set()})
    ['b', 'c', 'a']
    """
    names = list(needs)
    place = {name: at for at, name in enumerate(names)}
    sorter, ready, done = TopologicalSorter(needs), list[int](), list[str]()
    with suppress(CycleError):
        sorter.prepare()
    while sorter.is_active():
        for name in sorter.get_ready():
            heappush(ready, place[name])
        done.append(names[heappop(ready)])
        sorter.done(done[-1])
    return done


def circle_in(needs: Mapping[str, set[str]]) -> list[str]:
    """A path that comes back to its first name, where every name needs one of the others.

    >>> circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}})
    ['b', 'c', 'b']
    """
    path = [next(iter(needs))]
    while True:
        path.append(next(other for other in sorted(needs[path[-1]]) if other in needs))
        if path[-1] in path[:-1]:
            return path[path.index(path[-1]) :]
