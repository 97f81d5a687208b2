"""Coverages, their cases and steps, and the rules of `together`: shapes, levels and lowering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from payout import expr
from payout.compile.expressions import MONEY, Place, formula, mentions
from payout.compile.marks import by_kind, told_by_kind
from payout.compile.names import Names, Round, fitted_money, mentions_mark
from payout.compile.reading import near_or
from payout.expr import ONE, ZERO, Expr, Fact, Mark, Of
from payout.keys import CASE_KEYS, COVERAGE_KEYS, EVERY_COVERAGE, RULE_KEYS, STEP_KEYS
from payout.messages import joined, owning, phrase
from payout.policy import APPLIES, NOT_ATTACHED, VERBS, Case, Coverage, Formula, Kind, Step, Waiver
from payout.problem import Position, closest, near
from payout.source import Mapping as MappingNode
from payout.source import Node, Scalar, Sequence
from payout.values import RATE

KEYS_OF_A_STEP = (*VERBS, *STEP_KEYS)
KEYS_OF_A_RULE = (*KEYS_OF_A_STEP, *RULE_KEYS)
BEARERS = ("customer", "other_party", "other_insurer")
SPLITS = ("in_order", "pro_rata")
BY_LINE = ("share", "reduce", "exclude")
Waived = tuple[str, Scalar, Node | None]
"""A `waive` as written: the endorsement, the step that it names, its condition."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the lines of a coverage come from, before its steps are read."""

    name: str
    keys: Mapping[str, Node]
    at: Position
    endorsement: str | None
    kinds: tuple[str, ...]
    after: str | None
    after_step: str | None
    after_at: Position | None


@dataclass(frozen=True, slots=True)
class Level:
    """The basis of a step: accident, item, or a group by marks; `kind` where only lines of one kind are meant."""

    name: Literal["accident", "item", "group"]
    marks: tuple[str, ...] = ()
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """What a step belongs to: for its id, its clause, and the kinds whose marks it may use."""

    name: str
    clause: str
    kinds: tuple[str, ...]
    place: Literal["coverage", "together"]
    borne_by: str = "customer"


class Coverages:
    """Reads the coverages of one file with the names it declared."""

    def __init__(self, names: Names) -> None:
        self.names, self.reading = names, names.reading
        self.sources: dict[str, Sources] = {}
        self.ids: dict[str, int] = {}
        self.unread: set[str] = set()
        """Coverages of which a step could not be read; `together` for its rules. Nothing more is said about names of their steps."""

    # ---- sources

    def declare(self, name: Scalar, node: Node, endorsement: str | None) -> None:
        """Takes a coverage's name and the kinds it covers; its steps are read when all are declared."""
        if name.text in self.sources:
            first = self.sources[name.text].at.here()
            self.reading.complain(name.at, "name-clash", given=name.text, other=phrase("a-coverage"), first=first)
            return
        keys = self.reading.keys(node, phrase("coverage", name=name.text), COVERAGE_KEYS)
        given = [key for key in ("covers", "loss", "after") if key in keys]
        if len(given) > 1 and given != ["covers", "after"]:
            self.reading.complain(name.at, "one-source", name=name.text, given=joined(given))
        after = self.reading.text(keys.get("after"), "after")
        source, _, step = after.text.partition(".") if after else ("", "", "")
        kinds = tuple(kind.text for kind in self.reading.words(keys.get("covers"), "covers") if self.is_kind(kind))
        self.sources[name.text] = Sources(
            name.text, keys, name.at, endorsement, kinds, source or None, step or None, after.at if after else None
        )
        self.names.coverages[name.text] = name.at

    def is_kind(self, kind: Scalar) -> bool:
        if kind.text not in self.names.kinds and self.names.kinds:
            help = near_or(kind.text, self.names.kinds, phrase("declare-under", section="expenses"))
            self.reading.complain(kind.at, "unknown-name", help, what=phrase("kind-of-expense"), given=kind.text)
        return kind.text in self.names.kinds

    def kinds_of(self, name: str) -> tuple[str, ...]:
        """The kinds whose lines can reach a coverage: its own, or those of what it is after."""
        seen: list[str] = []
        while name in self.sources and name not in seen:
            seen.append(name)
            source = self.sources[name]
            if source.kinds or source.after is None:
                return source.kinds
            name = source.after
        return ()

    def check_sources(self) -> None:
        """Every kind is paid by one coverage, or by one after the other; a taker names what is there, and no two take the same."""
        first: dict[str, Sources] = {}
        takers: dict[str, list[Sources]] = {}
        for source in self.sources.values():
            if source.after is None:
                for kind in source.kinds:
                    if kind in first:
                        self.reading.complain(source.at, "covered-twice", name=source.name, other=first[kind].name, given=kind)
                    first.setdefault(kind, source)
            elif source.after not in self.sources:
                self.reading.complain(source.after_at or source.at, "no-coverage", near(source.after, self.sources), given=source.after)
            else:
                takers.setdefault(source.after, []).append(source)
                for kind in source.kinds:
                    if kind not in self.kinds_of(source.after):
                        self.reading.complain(source.at, "not-covered", given=kind, source=source.after)
        for name, found in takers.items():
            for at, later in enumerate(found):
                for earlier in found[:at]:
                    overlap = not later.kinds or not earlier.kinds or set(later.kinds) & set(earlier.kinds)
                    if overlap and (later.after_step is None or earlier.after_step in (None, later.after_step)):
                        self.reading.complain(later.after_at or later.at, "taken-twice", name=later.name, other=earlier.name, given=name)

    # ---- coverages

    def coverage(self, source: Sources) -> Coverage:
        keys, name = source.keys, source.name
        clause = self.reading.clause(keys.get("clause"))
        pay_to = self.payee(keys.get("pay_to"), "insured")
        loss = self.reading.text(keys.get("loss"), "loss")
        borne_by = "other_party" if pay_to == "other_party" else "customer"
        home = Home(name, clause, self.kinds_of(name), "coverage", borne_by)
        found = Coverage(
            name=name,
            title=self.reading.title(keys.get("title")),
            clause=clause,
            at=source.at,
            kinds=self.kinds_of(name),
            covers=source.kinds,
            loss=self.money(loss, Place()) if loss else None,
            after=source.after,
            after_step=source.after_step,
            when=self.condition(keys.get("when"), Place()),
            cases=self.cases(keys.get("cases"), home, pay_to),
            steps=self.steps(keys.get("steps"), home),
            pay_to=pay_to,
            endorsement=source.endorsement,
            counts=tuple(word.text for word in self.reading.words(keys.get("counts"), "counts") if self.is_usage(word)),
        )
        named = any(key in keys for key in ("covers", "loss", "after"))  # what could not be read is complained of where it stands
        adds = any(step.adds for step in found.all_steps()) or _writes_an_addition(keys)
        if found.is_fixed and not named and not adds:
            self.reading.complain(source.at, "no-source-no-add", name=name)
        return found

    def is_usage(self, word: Scalar) -> bool:
        known = [name for name, fact in self.names.facts.items() if fact.section == "usage"]
        if word.text not in known:
            help, what = near_or(word.text, known, phrase("declare-under", section="usage")), phrase("fact-under-usage")
            self.reading.complain(word.at, "unknown-name", help, what=what, given=word.text)
        return word.text in known

    def payee(self, node: Node | None, otherwise: str) -> str:
        payee = self.reading.text(node, "pay_to")
        if payee and not payee.text.isidentifier():
            self.reading.complain(payee.at, "not-a-payee", given=payee.text)
        return payee.text if payee else otherwise

    def cases(self, node: Node | None, home: Home, pay_to: str) -> tuple[Case, ...]:
        items = self.reading.items(node, "cases")
        found = [self.case(item, home, pay_to, at) for at, item in enumerate(items, 1)]
        for case in found:
            first = next(other for other in found if case.name == other.name)
            if first is not case:
                self.reading.complain(case.at, "twice", given=case.name, first=first.at.here())
        # What was written counts, not what could be read: a broken condition is complained of once, where it stands.
        conditional = [isinstance(item, MappingNode) and item.get("when") is not None for item in items]
        open_ended = [at for at, has_when in enumerate(conditional[:-1]) if not has_when]
        if open_ended:
            later = found[open_ended[0] + 1]
            self.reading.complain(later.at, "case-never", given=later.name)
        if conditional and conditional[-1]:
            self.reading.complain(found[-1].at, "case-gap", name=home.name)
        return tuple(found)

    def case(self, node: Node, home: Home, pay_to: str, number: int) -> Case:
        keys = self.reading.keys(node, phrase("a-case"), CASE_KEYS)
        name = self.reading.text(keys.get("name"), "name")
        clause = self.reading.clause(keys.get("clause"))
        steps = self.steps(keys.get("steps"), replace(home, clause=clause or home.clause))
        when = self.condition(keys.get("when"), Place())
        title, payee = self.reading.title(keys.get("title")), self.payee(keys.get("pay_to"), pay_to)
        return Case(name.text if name else f"case_{number}", title, clause, when, steps, node.at, payee)

    def condition(self, node: Node | None, place: Place) -> Formula | None:
        text = self.reading.text(node, "when")
        return formula(self.names, text, place, condition=True) if text else None

    def money(self, text: Scalar, place: Place) -> Formula | None:
        """An amount per accident."""
        found = formula(self.names, text, place, condition=False)
        if found is None:
            return None
        found = fitted_money(found, self.names.currency)
        if found.type != MONEY:
            self.reading.complain(text.at, "not-money", given=text.text, type=found.type.said(), verb="loss")
            return None
        return replace(found, value=self.names.amount_rounded(found, None) or ZERO)

    # ---- steps

    def steps(self, node: Node | None, home: Home) -> tuple[Step, ...]:
        found = [self.step(item, home) for item in self.reading.items(node, "steps")]
        if None in found:
            self.unread.add(home.name)
        return tuple(step for step in found if step is not None)

    def step(self, node: Node, home: Home) -> Step | None:
        in_rule = home.place == "together"
        keys = self.reading.keys(node, phrase("a-step"), KEYS_OF_A_RULE if in_rule else KEYS_OF_A_STEP, () if in_rule else RULE_KEYS)
        verbs = [key for key in keys if key in VERBS]
        if len(verbs) != 1:
            if keys or (isinstance(node, MappingNode) and not node.entries):  # where every key is unknown, that was said
                help = phrase("a-step-each") if verbs else phrase("known", names=", ".join(VERBS))
                self.reading.complain(node.at, "one-verb", help, given=", ".join(verbs) or phrase("none"))
            return None
        verb, scalar = verbs[0], self.reading.text(keys[verbs[0]], verbs[0])
        if home.place not in VERBS[verb].places:
            place = phrase("under-together" if in_rule else "in-a-coverage")
            help = phrase("move-to-coverage" if in_rule else "move-to-together")
            self.reading.complain(node.at, "verb-here", help, verb=verb, place=place)
            return None
        if scalar is None:
            return None
        round_ = self.names.round(keys.get("round"))
        takes = VERBS[verb].takes
        if takes == "choice":
            return self.named(
                Step("", "" if scalar.text == "highest" else scalar.text, verb, {}, home.clause, node.at, "customer"), keys, home, None
            )
        if takes == "money" and RATE.fullmatch(scalar.text):
            self.reading.complain(scalar.at, "rate-of-what", given=scalar.text, verb=verb)
            return None
        stands = Place(marks=True, amount=takes != "condition" or home.place == "coverage")
        written = formula(self.names, scalar, stands, condition=takes == "condition")
        when = self.condition(keys.get("when"), Place(marks=True, amount=True))
        if written is None:
            return None
        if takes == "money":
            written = fitted_money(written, self.names.currency)
        level = self.level(verb, written, keys, home)
        if level is None:
            return None
        step = Step("", "", verb, {}, "", node.at, "", level.name, level.marks, level.kind, written=written)
        lowered = self.lowered(self.switched(step, when, home), written, round_, keys)
        if lowered is None:
            return None
        told = told_by_kind((lowered.amount, lowered.amount_over), self.numbered(home))
        return self.named(replace(lowered, told=told), keys, home, written)

    def numbered(self, home: Home) -> list[tuple[int, Kind]]:
        """The kinds that can reach a coverage, with their numbers."""
        numbers = list(self.names.kinds)
        return [(numbers.index(kind), self.names.kinds[kind]) for kind in home.kinds]

    def switched(self, step: Step, when: Formula | None, home: Home) -> Step:
        """The step with its condition, and what the condition is asked of: each line, each group or the claim."""
        if step.verb == "exclude" and step.written is not None:
            condition = step.written
            if when is not None:
                text, names = f"{when.text} and {condition.text}", when.names + condition.names
                value = expr.both(when.value, condition.value)
                condition = replace(condition, text=text, value=value, names=names, atoms=when.atoms + condition.atoms)
            step, when = replace(step, written=None), condition
        if when is None:
            return step
        if mentions(when.value, Mark):
            scope: Literal["claim", "line", "group"] = "line"
            when = replace(when, value=by_kind(when.value, self.numbered(home)))
        elif mentions(when.value, Of):
            scope = "line" if step.level == "item" else "group"
        else:
            scope = "claim"
        return replace(step, when=when, scope=scope)

    def lowered(self, step: Step, written: Formula, round_: Round | None, keys: Mapping[str, Node]) -> Step | None:
        """The step with its amount and its formula; None after complaining."""
        verb = VERBS[step.verb]
        for key, fits in (("round", verb.takes != "condition"), ("split", verb.lower_pro_rata is not None)):
            if key in keys and not fits:
                self.reading.complain(keys[key].at, "not-together", given=key, other=owning(step.verb))
        if verb.takes == "condition":
            return replace(step, after=verb.lower("down", 1))
        if verb.takes == "money":
            return self.lowered_money(step, written, round_, keys)
        if written.type.name not in ("rate", "number"):
            self.reading.complain(written.at, "not-a-share", given=written.text, type=written.type.said(), verb=step.verb)
            return None
        if round_ is None and written.over != ONE:
            self.reading.complain(written.at, "fraction", given=f"{step.verb}: {written.text}")
            return None
        how, to = (round_.how, self.names.round_to(round_)) if round_ else ("down", 1)  # a whole rate makes no fraction
        amount = expr.least(expr.greatest(written.value, ZERO), written.over)
        return replace(step, amount=amount, amount_over=written.over, after=verb.lower(how, to), round=(how, to))

    def lowered_money(self, step: Step, written: Formula, round_: Round | None, keys: Mapping[str, Node]) -> Step | None:
        verb = VERBS[step.verb]
        amount = self.names.amount_rounded(written, round_)
        if amount is None:
            return None
        lower = verb.lower
        split = self.reading.text(keys.get("split"), "split")
        if split is not None:
            if split.text not in SPLITS:
                self.reading.complain(split.at, "unknown-word", near(split.text, SPLITS), given=split.text, name="split")
            if split.text == "pro_rata" and verb.lower_pro_rata is not None:
                lower = verb.lower_pro_rata
        how_to = (round_.how, self.names.round_to(round_)) if round_ else None
        return replace(step, amount=_not_negative(amount, self.names), after=lower("down", 1), round=how_to)

    def named(self, step: Step, keys: Mapping[str, Node], home: Home, written: Formula | None) -> Step:
        """The step with its name, id, title and clause, and who bears what it takes off."""
        given = self.reading.text(keys.get("name"), "name")
        if given is not None and not self.reading.is_name(given):
            given = None
        names = written.names if written else ()
        name = given.text if given else (names[0] if names else step.name or step.verb)
        id_ = f"{home.name}.{name}"
        self.ids[id_] = self.ids.get(id_, 0) + 1
        number = f"#{self.ids[id_]}" if self.ids[id_] > 1 else ""
        clause = self.reading.clause(keys.get("clause")) or self.clause_of(written) or home.clause
        bearer = self.reading.text(keys.get("borne_by"), "borne_by")
        if bearer and bearer.text not in BEARERS:
            self.reading.complain(bearer.at, "not-borne-by", near_or(bearer.text, BEARERS, ""), given=bearer.text)
        by_verb = VERBS[step.verb].borne_by
        borne_by = bearer.text if bearer else by_verb if by_verb != "customer" else home.borne_by
        title = self.reading.title(keys.get("title"))
        return replace(step, id=id_ + number, name=name, title=title, clause=clause, borne_by=borne_by)

    def clause_of(self, written: Formula | None) -> str:
        """The clause of the first term that an amount names, else of the one definition that it is."""
        names = written.names if written else ()
        terms = [self.names.terms[name].clause for name in names if name in self.names.terms]
        if not terms and written is not None and written.text in self.names.definitions:
            terms = [self.names.definitions[written.text].clause]
        return next(iter(terms), "")

    # ---- levels

    def level(self, verb: str, written: Formula, keys: Mapping[str, Node], home: Home) -> Level | None:
        """The basis that a step works on: from the unit of its amount, or as `per` says."""
        said = self.said_level(keys.get("per"), home)
        found = said or Level("item" if verb in BY_LINE else "accident")
        if VERBS[verb].takes == "money":
            by_unit = self.unit_level(verb, written, home)
            if by_unit is None:
                return None
            if said is not None and by_unit != Level("accident") and by_unit != said:
                per = ", ".join(word.text for word in self.reading.words(keys.get("per"), "per"))
                self.reading.complain(written.at, "basis-two", given=written.text, unit=written.type.said(), per=per)
                return None
            found = said or by_unit
        mark = mentions_mark(written)
        if mark is not None and VERBS[verb].takes != "condition" and found.name != "item":
            self.reading.complain(written.at, "per-item-needed", given=written.text, mark=mark)
            return None
        return found if self.carried(found, written, home) else None

    def said_level(self, node: Node | None, home: Home) -> Level | None:
        words = self.reading.words(node, "per")
        if not words:
            return None
        return self.basis(tuple(word.text for word in words), words[0].at, home)

    def basis(self, words: tuple[str, ...], at: Position, home: Home) -> Level | None:
        if words == ("accident",):
            return Level("accident")
        if words == ("item",):
            return Level("item")
        if len(words) == 1 and words[0] in self.names.kinds:
            if words[0] not in home.kinds:
                self.reading.complain(at, "basis-kind", given=words[0], kind=words[0], name=home.name)
                return None
            return Level("item", (), words[0])
        if all(word in self.names.marks for word in words):
            return Level("group", words)
        unknown = next(word for word in words if word not in self.names.marks)
        if unknown in ("accident", "item", *self.names.kinds):
            self.reading.complain(at, "basis-alone", given=unknown)
            return None
        known = ("accident", "item", *self.names.marks, *self.names.kinds)
        self.reading.complain(at, "unknown-basis", near_or(unknown, known, ""), given=unknown)
        return None

    def unit_level(self, verb: str, written: Formula, home: Home) -> Level | None:
        if written.type.name not in ("money", "number"):
            mended = phrase("write-instead", text=f"{verb}: amount * {written.text}") if written.text.isidentifier() else ""
            help = mended if written.type.name == "rate" else ""
            self.reading.complain(written.at, "not-money", help, given=written.text, type=written.type.said(), verb=verb)
            return None
        unit = dict(written.type.unit)
        if self.names.bad_bases & set(unit):
            return None
        if "policy_period" in unit:
            if not self.subtracts_usage(written):
                self.reading.complain(written.at, "period-basis", given=written.text)
                return None
            del unit["policy_period"]
        if not unit:
            return Level("accident")
        marks = tuple(name for name, power in unit.items() if power == -1)
        known = len(marks) == len(unit) and (
            all(mark in self.names.marks for mark in marks) or (len(marks) == 1 and (marks[0] == "item" or marks[0] in self.names.kinds))
        )
        if not known:
            self.reading.complain(written.at, "basis-left", given=written.text, unit=written.type.said(), verb=verb)
            return None
        return self.basis(marks, written.at, home)

    def subtracts_usage(self, written: Formula) -> bool:
        """Whether something is taken off that the period has used already."""
        used = {name for name, fact in self.names.facts.items() if fact.section == "usage"}
        taken = [node.right for node in expr.walk(written.value) if isinstance(node, expr.Minus)]
        return any(isinstance(node, Fact) and node.name in used for node in expr.walk(*taken))

    def carried(self, level: Level, written: Formula, home: Home) -> bool:
        """Whether some kind that the coverage covers carries the marks of the level."""
        for mark in level.marks:
            kinds = [self.names.kinds[kind] for kind in home.kinds]
            if not any(mark in kind.marks or kind.each == mark for kind in kinds):
                said = ", ".join(home.kinds) or home.name
                self.reading.complain(written.at, "basis-no-mark", given=written.text, mark=mark, kinds=said)
                return False
        return True

    # ---- together

    def rule(self, node: Node, coverages: Mapping[str, Coverage]) -> Step | None:
        keys = self.reading.keys(node, phrase("a-rule"), KEYS_OF_A_RULE)
        over = self.over(keys.get("over"), coverages)
        for word in over:
            first = next(other for other in over if other.text == word.text)
            if first is not word:
                self.reading.complain(word.at, "twice", given=word.text, first=first.at.here())
        if "over" not in keys:
            self.reading.complain(node.at, "missing-key", phrase("write-over"), owner=phrase("a-rule"), key="over")
        kinds = tuple(dict.fromkeys(kind for word in over for kind in self.kinds_of(word.text)))
        step = self.step(node, Home("together", self.reading.clause(keys.get("clause")), kinds, "together"))
        if step is None:
            return None
        step = replace(step, over=tuple(word.text for word in over))
        if _is_all(keys.get("over")):
            self.check_over_all(step, keys["over"].at)
        return self.chosen(step, keys) if step.verb == "choose" else step

    def check_over_all(self, rule: Step, at: Position) -> None:
        """What is claimed or borne also counts receipts of endorsements that are not in the contract; what is paid does not."""
        parts = (rule.amount, rule.amount_over, *([rule.when.value] if rule.when else []))
        if rule.verb == "recover":
            self.reading.complain(at, "over-all", given="recover")
        elif Of("claimed") in expr.walk(*parts):
            self.reading.complain(at, "over-all", given="claimed")

    def over(self, node: Node | None, coverages: Mapping[str, Coverage]) -> list[Scalar]:
        """The coverages of a rule in filling order; `all` is every one, in the order of the file, those of endorsements behind."""
        if node is not None and _is_all(node):
            if EVERY_COVERAGE in coverages:
                first = coverages[EVERY_COVERAGE].at.here()
                self.reading.complain(node.at, "name-clash", given=EVERY_COVERAGE, other=phrase("a-coverage"), first=first)
            return [Scalar(node.at, name) for name in coverages]
        return [word for word in self.reading.words(node, "over") if self.is_coverage(word, coverages)]

    def is_coverage(self, word: Scalar, coverages: Mapping[str, Coverage]) -> bool:
        if word.text not in coverages:
            self.reading.complain(word.at, "no-coverage", near(word.text, coverages), given=word.text)
        return word.text in coverages

    def chosen(self, step: Step, keys: Mapping[str, Node]) -> Step | None:
        """`choose` takes the highest, or the coverage that a choice names."""
        scalar = self.reading.text(keys["choose"], "choose")
        when = self.condition(keys.get("when"), Place())
        step = replace(step, when=when)
        if scalar is None or scalar.text == "highest":
            return step
        found = self.names.look_up(scalar.text)
        if found is None or found.type.name != "choice" or not isinstance(found.value, Fact) or not set(found.type.words) <= set(step.over):
            self.reading.complain(scalar.at, "choose-what", given=scalar.text)
            return None
        return replace(step, choice=Formula(scalar.text, scalar.at, found.type, found.value, names=(scalar.text,)))

    # ---- after all coverages are read

    def with_waivers(self, coverages: dict[str, Coverage], rules: tuple[Step, ...], waivers: Iterable[Waived]) -> tuple[Step, ...]:
        """Puts the endorsements' waivers into the steps of the coverages that they name; gives the rules with theirs."""
        for endorsement, target, when in waivers:
            name, _, step = target.text.partition(".")
            if name == "together":
                rules = self.waived_rules(rules, endorsement, target, when)
                continue
            if name not in coverages or all(found.name != step for found in coverages[name].all_steps()):
                known = [f"{coverage.name}.{found.name}" for coverage in coverages.values() for found in coverage.all_steps()]
                self.no_step(target, [*known, *(f"together.{rule.name}" for rule in rules)])
                continue
            waiver = Waiver(endorsement, self.condition(when, Place()), target.at)
            coverage = coverages[name]
            cases = tuple(replace(case, steps=_waived(case.steps, step, waiver)) for case in coverage.cases)
            coverages[name] = replace(coverage, cases=cases, steps=_waived(coverage.steps, step, waiver))
        return rules

    def waived_rules(self, rules: tuple[Step, ...], endorsement: str, target: Scalar, when: Node | None) -> tuple[Step, ...]:
        """The rules with the waiver in those that it names; a rule that takes nothing off by itself is none to set aside."""
        named = [rule for rule in rules if f"together.{rule.name}" == target.text]
        if not named:
            self.no_step(target, [f"together.{rule.name}" for rule in rules])
            return rules
        verb = next((rule.verb for rule in named if rule.verb in ("recover", "choose")), None)
        if verb is not None:
            self.reading.complain(target.at, "waive-rule", given=target.text, verb=verb, name=endorsement)
            return rules
        return _waived(rules, named[0].name, Waiver(endorsement, self.condition(when, Place()), target.at))

    def no_step(self, target: Scalar, known: Iterable[str]) -> None:
        name, _, step = target.text.partition(".")
        if not (step and name in self.unread):
            self.reading.complain(target.at, "no-step", near_or(target.text, known, phrase("as-coverage-step")), given=target.text)

    def check_recovered(self, coverages: Mapping[str, Coverage]) -> None:
        """What a coverage recovers among its own steps would be paid again by one that takes over from it."""
        for coverage in coverages.values():
            source = coverages.get(coverage.after or "")
            if source is not None and any(step.verb == "recover" for step in source.all_steps()):
                self.reading.complain(coverage.at, "recover-taken", name=coverage.name, source=source.name)

    def check_after_steps(self, coverages: Mapping[str, Coverage]) -> None:
        for name, source in self.sources.items():
            if name in coverages and source.after in coverages and source.after_step is not None:
                known = {step.name for step in coverages[source.after or ""].all_steps()} | {APPLIES, NOT_ATTACHED}
                if source.after_step not in known and source.after not in self.unread:
                    given = f"{source.after}.{source.after_step}"
                    meant = closest(source.after_step, known)
                    steps = ", ".join(f"{source.after}.{step}" for step in sorted(known))
                    help = phrase("did-you-mean", name=f"{source.after}.{meant}") if meant else phrase("known", names=steps)
                    self.reading.complain(source.after_at or source.at, "no-step", help, given=given)


def _writes_an_addition(keys: Mapping[str, Node]) -> bool:
    """Whether a step with `add` or `replace` is written, though it could not be read."""
    cases = [keys.get("steps"), *(case.get("steps") for case in _items(keys.get("cases")) if isinstance(case, MappingNode))]
    steps = [step for items in cases for step in _items(items) if isinstance(step, MappingNode)]
    return any(step.get(verb) is not None for step in steps for verb in ("add", "replace"))


def _is_all(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.text == EVERY_COVERAGE


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _waived(steps: tuple[Step, ...], name: str, waiver: Waiver) -> tuple[Step, ...]:
    return tuple(replace(step, waivers=(*step.waivers, waiver)) if step.name == name else step for step in steps)


def _not_negative(amount: Expr, names: Names) -> Expr:
    """The amount, never below 0; no clamp where the ranges already say so."""
    return amount if names.range_of(amount)[0] >= 0 else expr.greatest(amount, ZERO)
