"""`Calculation` + `Case` → `Statement`: which figures stand where, and in which words. Nothing is calculated but sums.

A statement whose sums do not agree row by row is never built (`Disagrees`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from payout import readings
from payout.calculate import CoverageResult, LineResult, Reduction
from payout.money import Currency
from payout.policy import both_languages
from payout.problem import Position, Problem, Problems
from payout.statement.case import date_of
from payout.statement.document import (
    Approval,
    Bridge,
    BridgePart,
    CallRecord,
    Cell,
    Column,
    Facts,
    Paragraphs,
    Section,
    Statement,
    Table,
    Talk,
    Words,
)
from payout.statement.record import Record
from payout.statement.wording import BOXES, CALL_FIELDS, MEMO, NOTES, word

GROUPS = ("exclude", "reduce", "share", "deduct", "limit", "choose", "replace", "recover")
_GROUP_OF = {"applies": "exclude", "not_attached": "exclude", "no_coverage": "exclude"}


class Disagrees(AssertionError):
    """The figures of a statement do not agree: a bug, never a claim's fault."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of figures: claimed + added + moved − the groups of reductions = paid."""

    claimed: int
    added: int
    moved: int
    off: dict[str, int]
    paid: int

    def checked(self) -> Row:
        """The row, if it agrees."""
        if self.claimed + self.added + self.moved - sum(self.off.values()) != self.paid:
            raise Disagrees(str(self))
        return self


def statement_of(record: Record, language: str = "ja", profile: str = "customer") -> Statement:
    """The statement of a determined calculation, in `ja` or `en`; `profile`: the `customer`'s copy or the `office`'s.

    Raises Problems for an undetermined one, naming its questions.
    """
    calculation = record.calculation
    if calculation.status != "determined":
        facts = ", ".join(fact.name for fact in calculation.open_facts)
        raise Problems([Problem(Position(), "undetermined", {"facts": facts})])
    return _Making(record, language, profile).statement()


class _Making:
    def __init__(self, record: Record, language: str, profile: str) -> None:
        self.record, self.language, self.profile = record, language, profile
        self.case = record.case
        self.calculation = calculation = record.calculation
        self.currency = Currency(calculation.policy.currency, calculation.policy.decimals)
        self.coverages = {coverage.name: coverage for coverage in calculation.coverages}
        self.lines: dict[str, list[LineResult]] = {}
        self.by_receipt: dict[str, list[LineResult]] = {}
        for line in calculation.lines:
            self.lines.setdefault(line.coverage, []).append(line)
            self.by_receipt.setdefault(line.expense or line.id, []).append(line)
        self.takers = {reduction.taken_over_by for line in calculation.lines for reduction in line.reductions} - {""}
        self.hash = record.hash

    # ---- words

    def word(self, key: str, **values: str) -> str:
        return word(key, self.language, **values)

    def title(self, title: object) -> str:
        return title[self.language]  # type: ignore[index, no-any-return]

    def money(self, amount: int) -> str:
        return self.currency.show(amount)

    @property
    def unit(self) -> str:
        if self.currency.code == "JPY":
            return "円" if self.language == "ja" else "yen"
        return self.currency.code

    def spoken(self, amount: int) -> str:
        """How an amount in yen is said; other currencies have no reading yet, nor have sums beyond what one amount may be."""
        if self.currency.code != "JPY" or amount > readings.LARGEST:
            return ""
        return readings.amount(amount) if self.language == "ja" else readings.amount_en(amount)

    def said(self, amount: int, strong: bool = False) -> Words:
        return Words(f"{self.money(amount)}{self.unit if self.language == 'ja' else ' ' + self.unit}", self.spoken(amount), strong)

    def date(self, text: str) -> str:
        if not text:
            return ""
        day = date_of(text)
        if self.language == "en":
            return f"{day.day} {day:%B} {day.year}"
        clock = f" {int(text[11:13])}時{int(text[14:16]):02}分ごろ" if len(text) > 10 else ""
        return f"{day.year}年{day.month}月{day.day}日（{readings.kanji_weekday(day)}）{clock}"

    # ---- the whole

    def statement(self) -> Statement:
        case, result = self.case, self.calculation
        paid = _int(result.paid)
        name = self.word("addressee", name=case.customer_name) if case.customer_name else self.word("nobody")
        return Statement(
            language=self.language,
            issuer=case.office_name or self.word("issuer"),
            reference=_given((self.word("number"), case.claim_number), (self.word("made"), self.date(case.statement_date))),
            title=self.word("title"),
            subtitle=both_languages(self.calculation.policy.title, self.calculation.policy.id)[self.language],
            addressee=name,
            greeting=self.word("greeting"),
            total_label=self.word("total"),
            total=self.money(paid),
            total_unit=self.unit,
            total_reading=self.spoken(paid),
            payment=_given(
                (self.word("pay_date"), self.date(case.pay_date)),
                (self.word("account"), case.account),
                (self.word("your_share"), f"{self.money(_int(result.left))} {self.unit}"),
                (self.word("state"), self.word("state_value")),
            ),
            running_head="　".join(part for part in (self.word("title"), case.claim_number, name) if part),
            facts=self.facts(),
            sections=(*self.customer_sections(), *(self.office_sections() if self.profile == "office" else ())),
            footer=self.footer(),
            page_label=self.word("page", page="{page}", pages="{pages}"),
            profile=self.profile,
            edition=result.edition,
            claim_number=case.claim_number,
            paid=paid,
            policy_hash=result.policy.hash,
            made_at=case.statement_date,
            data_hash=self.hash,
        )

    def facts(self) -> Facts:
        case = self.case
        return Facts(
            _given(
                (self.word("contract"), case.contract_number),
                (self.word("accident_at"), self.date(case.accident_at)),
                (self.word("accident_kind"), case.accident_kind),
                (self.word("accident_place"), case.accident_place),
                (self.word("vehicle"), case.vehicle),
                (self.word("office"), "  ".join(part for part in (case.office_person, case.office_phone) if part)),
            )
        )

    def footer(self) -> tuple[str, ...]:
        policy = self.calculation.policy
        return (
            self.word("footer_note"),
            self.word("footer_policy", id=policy.id, date=policy.version_date, hash=policy.hash[:16]),
            self.word("footer_data", hash=self.hash, edition=self.calculation.edition),
        )

    def section(self, key: str, *blocks: object, note: str = "", new_page: bool = False) -> Section:
        return Section(self.word(key), note, blocks, new_page)  # type: ignore[arg-type]

    def customer_sections(self) -> Iterable[Section]:
        unit = self.word("unit", unit=self.unit)
        yield self.section("bridge", self.bridge(), *self.recovered(), note=unit)
        yield self.section("by_coverage", self.by_coverage(), note=unit)
        yield self.section("receipts", self.receipts(), note=unit)
        yield self.section("others", self.others())

    def office_sections(self) -> Iterable[Section]:
        unit = self.word("unit", unit=self.unit)
        yield self.section("derivation", self.derivation(), note=unit)
        yield self.section("talk", self.talk(), note=self.word("talk_note"))
        record = CallRecord(CALL_FIELDS[self.language], NOTES[self.language])
        yield self.section("record", record, note=self.word("record_note"))
        yield self.section("approval", Approval(BOXES[self.language], MEMO[self.language]))

    # ---- figures

    def row(self, lines: Sequence[LineResult]) -> Row:
        """The figures of some lines: what another coverage took over is moved, not taken off."""
        off: dict[str, int] = {}
        claimed = moved = 0
        for line in lines:
            taker = line.coverage in self.takers
            claimed += 0 if taker else _int(line.claimed)
            moved += _int(line.claimed) if taker else 0
            for reduction in line.reductions:
                group = group_of(reduction)
                moved -= reduction.taken_over
                off[group] = off.get(group, 0) + _int(reduction.amount) - reduction.taken_over
        added, paid = sum(_int(line.added) for line in lines), sum(_int(line.paid) for line in lines)
        return Row(claimed, added, moved, off, paid).checked()

    def lines_of(self, name: str) -> list[LineResult]:
        return self.lines.get(name, [])

    def bridge(self) -> Bridge:
        whole = self.row(self.calculation.lines)
        if (whole.claimed, whole.paid, whole.moved) != (_int(self.calculation.claimed), _int(self.calculation.paid), 0):
            raise Disagrees(str(whole))
        parts = [self.part("claimed", whole.claimed, "claimed")]
        if whole.added:
            parts.append(self.part("added", whole.added, "added"))
        parts += [self.part(f"group_{group}", whole.off[group], "reduction") for group in GROUPS if whole.off.get(group)]
        return Bridge((*parts, self.part("paid", whole.paid, "paid")))

    def part(self, key: str, amount: int, role: str) -> BridgePart:
        return BridgePart(self.word(key), amount, self.money(amount), role)

    def recovered(self) -> list[Facts]:
        """What came back from the other side, and how much of it filled the customer's share."""
        recovered = _int(self.calculation.recovered)
        if not recovered:
            return []
        refilled = sum(_int(line.refilled) for line in self.calculation.lines)
        value = f"{self.money(recovered)} {self.unit}（{self.word('refilled')} {self.money(refilled)} {self.unit}）"
        return [Facts(((self.word("recovered"), value),))]

    def by_coverage(self) -> Table:
        """A row per coverage with something claimed or added; columns only for what occurs."""
        named = [(coverage, self.lines_of(coverage.name)) for coverage in self.calculation.coverages]
        rows = [(self.coverage_cell(coverage), self.row(lines)) for coverage, lines in named if lines]
        loose = self.lines_of("")
        if loose:
            rows.append((Cell(self.word("no_coverage")), self.row(loose)))
        return self.figures(self.word("coverage"), rows)

    def coverage_cell(self, coverage: CoverageResult) -> Cell:
        return Cell(self.title(coverage.title), "" if coverage.status == "paid" else self.word(f"is_{coverage.status}"))

    def figures(self, head: str, rows: Sequence[tuple[Cell, Row]]) -> Table:
        whole = self.row(self.calculation.lines)
        groups = [group for group in GROUPS if any(row.off.get(group) for _, row in rows)]
        parts = ["claimed", *(["added"] if whole.added else []), *(["moved"] if any(row.moved for _, row in rows) else [])]
        titles = [*(self.word(part) for part in parts), *(self.word(f"group_{group}") for group in groups), self.word("paid")]
        width = 640 // len(titles)
        columns = (Column(head, 1000 - width * len(titles)), *(Column(title, width, "right") for title in titles))

        def cells(first: Cell, row: Row, strong: bool) -> tuple[Cell, ...]:
            known = {"claimed": row.claimed, "added": row.added, "moved": row.moved}
            numbers = [known[part] for part in parts] + [row.off.get(group, 0) for group in groups]
            shown = [Cell(self.money(number) if number else "—", "", strong) for number in numbers]
            return (first, *shown, Cell(self.money(row.paid), "", strong=True))

        total = cells(Cell(self.word("sum"), "", strong=True), whole, True)
        return Table(columns, tuple(cells(first, row, False) for first, row in rows), total)

    def receipts(self) -> Table:
        """A row per receipt, over all coverages: claimed, taken off, paid; and every reason with its clause and who bears it."""
        columns = (
            Column(self.word("receipt"), 250),
            Column(self.word("claimed_added" if _int(self.calculation.added) else "claimed"), 100, "right"),
            Column(self.word("taken_off"), 88, "right"),
            Column(self.word("paid"), 112, "right"),
            Column(self.word("reason"), 450),
        )
        rows = []
        for lines in self.by_receipt.values():
            row = self.row(lines)
            off = sum(row.off.values())
            figures = (
                Cell(self.money(row.claimed + row.added)),
                Cell(self.money(off) if off else "—"),
                Cell(self.money(row.paid), "", True),
            )
            rows.append((Cell(*self.line_name(lines[0], lines)), *figures, self.reasons(lines)))
        whole = self.row(self.calculation.lines)
        sums = (whole.claimed + whole.added, sum(whole.off.values()), whole.paid)
        total = (Cell(self.word("sum"), "", True), *(Cell(self.money(amount), "", True) for amount in sums), Cell(""))
        return Table(columns, tuple(rows), total)

    def reasons(self, lines: Sequence[LineResult]) -> Cell:
        """Why something was taken off a receipt; amounts where there are several reasons."""
        found: dict[tuple[str, str, str], int] = {}
        for line in lines:
            for reduction in line.reductions:
                key = (self.title(reduction.reason), reduction.clause, reduction.borne_by)
                found[key] = found.get(key, 0) + _int(reduction.amount) - reduction.taken_over
        kept = {key: amount for key, amount in found.items() if amount}
        several = len(kept) > 1
        said = [(f"{self.money(amount)}：" if several else "") + reason for (reason, _, _), amount in kept.items()]
        under = dict.fromkeys(f"{clause}  {self.word('borne')}：{self.word('by_' + bearer)}" for _, clause, bearer in kept)
        return Cell("／".join(said), "／".join(under))

    def line_name(self, line: LineResult, lines: Sequence[LineResult]) -> tuple[str, str]:
        """What a receipt is called with its number, and whom or what it is for."""
        if not line.kind:
            coverage = self.coverages[line.coverage]
            return self.title(coverage.title), ""
        marks = list(dict.fromkeys(value for part in lines for value in part.marks.values()))
        marked = "・".join(marks) if len(marks) <= 4 else f"{marks[0]} … {marks[-1]}"
        name = f"{line.expense} {self.title(self.calculation.kinds[line.kind])}"
        return (f"{name}（{marked}）", "") if len(marks) == 1 else (name, marked)

    def others(self) -> Table | Paragraphs:
        """Every coverage that pays nothing: why, or what to ask."""
        columns = (Column(self.word("coverage"), 200), Column(self.word("status"), 175), Column(self.word("reason"), 625))
        rows = [
            (
                Cell(self.title(coverage.title)),
                Cell(self.word(f"is_{coverage.status}")),
                Cell(f"{self.because(coverage)}（{self.clause_of(coverage)}）"),
            )
            for coverage in self.calculation.coverages
            if coverage.status != "paid"
        ]
        return Table(columns, tuple(rows)) if rows else Paragraphs((self.word("all_claimed"),))

    def clause_of(self, coverage: CoverageResult) -> str:
        return coverage.reasons[0].clause if coverage.reasons else coverage.clause

    def because(self, coverage: CoverageResult) -> str:
        if coverage.status == "not_claimed":
            return self.question(coverage)
        return "、".join(self.title(reason.words) for reason in coverage.reasons)

    def question(self, coverage: CoverageResult) -> str:
        if not _may_pay(coverage):
            return self.word("nothing_more")
        kinds = "・".join(self.title(self.calculation.kinds[kind]) for kind in coverage.kinds)
        return self.word("ask", kinds=kinds) if kinds else self.word("ask_plain")

    def derivation(self) -> Table:
        """Every step that acted, numbered, with its sentence and clause; steps that changed nothing follow in one line each."""
        columns = (
            Column(self.word("step"), 55, "center"),
            Column(self.word("coverage"), 185),
            Column(self.word("formula"), 390),
            Column(self.word("result"), 90, "right"),
            Column(self.word("clause"), 280),
        )
        found: dict[tuple[str, str, str], list[int]] = {}
        for step in self.calculation.steps:
            if step.binding or step.applied.startswith("waived"):
                name = self.title(self.coverages[step.coverage].title) if step.coverage in self.coverages else self.word("sum")
                result = sum(_int(amount) for amount in step.after) + (_int(step.amount) if step.verb in ("add", "replace") else 0)
                found.setdefault((name, step.ja if self.language == "ja" else step.en, step.clause), []).append(result)
        rows = []
        for number, ((name, sentence, clause), results) in enumerate(found.items(), 1):
            times = f" ×{len(results)}" if len(results) > 1 else ""
            rows.append((Cell(str(number)), Cell(name), Cell(sentence + times), Cell(self.money(sum(results))), Cell(clause)))
        sums = " + ".join(self.money(_int(coverage.paid)) for coverage in self.calculation.coverages if coverage.status == "paid")
        paid = Cell(self.money(_int(self.calculation.paid)), "", strong=True)
        return Table(columns, tuple(rows), (Cell(""), Cell(self.word("sum"), "", strong=True), Cell(sums), paid, Cell("")))

    # ---- the talk

    def talk(self) -> Talk:
        entries = [
            (self.word("say_open"), self.say_open()),
            *[(self.word("say_paid"), self.say_paid())],
            (self.word("say_not"), self.say_not()),
            (self.word("say_share"), self.say_share()),
            (self.word("say_more"), self.say_more()),
            (self.word("say_close"), self.say_close()),
        ]
        said = [(label, words) for label, words in entries if words]
        return Talk(tuple((f"{'①②③④⑤⑥'[at]} {label}", words) for at, (label, words) in enumerate(said)))

    def say_open(self) -> tuple[Words, ...]:
        paid = self.said(_int(self.calculation.paid), strong=True)
        when = self.case.pay_date
        if self.language == "en":
            head = Words("For this claim we pay ")
            if not when:
                return head, paid, Words(" in total.")
            return head, paid, Words(f" in total, on {self.date(when)}.")
        head = Words("このたびの保険金は、合計で ")
        if not when:
            return head, paid, Words(" です。")
        day = date_of(when)
        spoken = readings.date_ja(day.year, day.month, day.day)
        return head, paid, Words(" を、"), Words(f"{day.month}月{day.day}日", spoken), Words(" にご指定の口座へお振込みいたします。")

    def say_paid(self) -> tuple[Words, ...]:
        """Each coverage that pays, with its amount."""
        paid = [coverage for coverage in self.calculation.coverages if coverage.status == "paid"]
        words: list[Words] = []
        for coverage in paid:
            title, amount = self.title(coverage.title), self.said(_int(coverage.paid), strong=True)
            last = coverage is paid[-1]
            if self.language == "ja":
                words += [Words(("内訳は、" if not words else "") + f"{title}が "), amount, Words(" です。" if last else "、")]
            else:
                words += [Words(f"{title}: "), amount, Words("." if last else "; ")]
        return tuple(words)

    def say_not(self) -> tuple[Words, ...]:
        """What is not paid and why, reason by reason."""
        found: dict[tuple[str, str, str], int] = {}
        for line in self.calculation.lines:
            for reduction in line.reductions:
                amount = _int(reduction.amount) - reduction.taken_over
                if amount and reduction.verb != "recover":
                    name = self.title(self.calculation.kinds[line.kind] if line.kind else self.coverages[line.coverage].title)
                    key = (name, group_of(reduction), self.title(reduction.reason))
                    found[key] = found.get(key, 0) + amount
        words = [part for key, amount in found.items() for part in self.say_reduction(*key, amount)]
        if not words or self.language == "en":
            return tuple(words)
        return Words("次の金額は、お支払いの対象となりません。"), *words

    def say_reduction(self, name: str, group: str, reason: str, amount: int) -> list[Words]:
        """One reason, said once for all receipts of a kind that it holds for."""
        if self.language == "en":
            return [Words(f"{name}: "), self.said(amount), Words(f" is not paid: {reason}. ")]
        ends = "です。" if group in ("limit", "deduct", "share", "reduce") else "となります。"
        return [Words(f"{name}のうち "), self.said(amount), Words(f" は、{reason}{ends}")]

    def say_share(self) -> tuple[Words, ...]:
        left = self.said(_int(self.calculation.left), strong=True)
        if self.language == "ja":
            return Words("お客さまのご負担は、合計で "), left, Words(" です。")
        return Words("In total "), left, Words(" stays with you.")

    def say_more(self) -> tuple[Words, ...]:
        asked = [coverage for coverage in self.calculation.coverages if coverage.status == "not_claimed" and _may_pay(coverage)]
        if not asked:
            return ()
        if self.language == "ja":
            head = Words("ほかにお支払いできる可能性のある補償がございます。")
            return head, *[Words(f"{self.title(coverage.title)}：{self.question(coverage)}") for coverage in asked]
        return Words("Other coverages may still pay. "), *[
            Words(f"{self.title(coverage.title)}: {self.question(coverage)} ") for coverage in asked
        ]

    def say_close(self) -> tuple[Words, ...]:
        if self.language == "ja":
            return (Words("ご不明な点や、ご納得いただけない点はございませんか。計算の根拠となる条項をご説明いたします。"),)
        return (Words("Is anything unclear? We can explain the clause behind every figure."),)


def _may_pay(coverage: CoverageResult) -> bool:
    """Whether something could still be claimed under a coverage that nobody claimed under."""
    return not (coverage.hint and coverage.hint.possible == "no")


def group_of(reduction: Reduction) -> str:
    """The column that a reduction stands in."""
    return _GROUP_OF.get(reduction.verb, reduction.verb)


def _given(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in pairs if pair[1])


def _int(value: object) -> int:
    if not isinstance(value, int):
        raise Disagrees("a figure of a determined claim is not known")
    return value
