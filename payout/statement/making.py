"""`Record` → `Statement`: which sections a profile has, in which order. Nothing is calculated but sums.

A statement whose sums do not agree row by row is never built (`Disagrees`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from payout.calculate import OpenFact
from payout.messages import LANGUAGES, Said, Words, phrase
from payout.money import Currency
from payout.policy import both_languages
from payout.problem import Position, Problem, Problems
from payout.statement import sections
from payout.statement.answers import answers_of
from payout.statement.changes import changes
from payout.statement.document import Approval, Block, CallRecord, Facts, Paragraphs, Section, Statement
from payout.statement.figures import Disagrees, Figures
from payout.statement.letter import letter_sections
from payout.statement.notices import notices
from payout.statement.payments import least_surplus, money_said
from payout.statement.phrases import plain
from payout.statement.record import Record
from payout.statement.talk import begun, payee_said, talk_of, unknown_before
from payout.statement.wording import BOXES, CALL_FIELDS, MEMO, NOTES

__all__ = ["PROFILES", "Disagrees", "statement_of"]

PROFILES = ("customer", "office")
"""What the customer keeps; and what the operator reads from and the auditor files."""
LETTER = "letter"
"""The third way to tell the same: the call as a letter."""


def statement_of(record: Record, language: str = "ja", profile: str = "customer") -> Statement:
    """The statement of a determined calculation, in `ja` or `en`, for the `customer` or the `office`, or as a `letter`.

    Raises: Problems for an undetermined calculation, naming its questions; Disagrees where a sum is not right.
    """
    figures = figures_of(record, language)
    if profile == LETTER:
        return _assembled(figures, profile, letter_sections(figures))
    parts = [*customer_sections(figures, profile), *(office_sections(figures) if profile == "office" else ())]
    return _assembled(figures, profile, _numbered(parts))


def figures_of(record: Record, language: str) -> Figures:
    """The figures of a determined calculation. Raises Problems for an undetermined one, naming its questions."""
    if record.calculation.status != "determined":
        said = [asked(fact) for fact in record.calculation.open_facts]
        facts = {language: comma.join(one[language] for one in said) for language, comma in {"en": ", ", "ja": "、"}.items()}
        raise Problems([Problem(Position(), "undetermined", {"facts": facts}, _paid_so_far(record))])
    return Figures(record, language)


def asked(fact: OpenFact) -> Words:
    """What an open question is about: the fact's title, and its name in the claim."""
    return {language: f"{fact.title.get(language, fact.name)} ({fact.name})" for language in LANGUAGES}


def _paid_so_far(record: Record) -> Said:
    """What was paid on a claim that is not determined: what is left depends on the answers, or it is too much whatever they are."""
    result, payments = record.calculation, record.case.paid_before or ()
    if not payments:
        return ""
    currency = Currency(result.policy.currency, result.policy.decimals)
    amount = money_said(sum(payment.amount for payment in payments), currency)
    if surplus := least_surplus(payments, result.high):
        return phrase("paid-beyond", amount=amount, surplus=money_said(surplus, currency))
    return phrase("paid-so-far", amount=amount)


def customer_sections(figures: Figures, profile: str) -> Iterable[Section | None]:
    """What the customer's copy says; the office's copy has all of it, and the derivation whole instead of in short."""
    yield _section(figures, "bridge", "unit", sections.bridge(figures), sections.who_bears(figures), sections.meanings(figures))
    in_short = sections.in_short(figures) if profile == "customer" else None
    yield _section(figures, "by_coverage", "unit", sections.by_coverage(figures), in_short)
    yield _section(figures, "receipts", "unit", sections.receipts(figures))
    yield _section(figures, "payees", "unit", *_payees(figures))
    yield _section(figures, "claimable", "", sections.claimable(figures))
    yield _section(figures, "others", "", sections.others(figures))
    if profile == "office":
        yield _section(figures, "derivation", "unit", sections.in_full(figures), sections.assumed(figures))
    yield _section(figures, "changes", "unit", *changes(figures))
    yield _section(figures, "notices", "", notices(figures))


def _payees(figures: Figures) -> tuple[Block | None, ...]:
    """Who is paid what now. Where it is not known what was paid before, and an earlier statement promised something: that nothing
    is paid twice."""
    if figures.case.paid_before is not None:
        apart = Paragraphs((figures.word("no_set_off"),)) if figures.surplus and figures.now else None
        return sections.settlements(figures), apart, sections.payments(figures)
    before = plain(begun(said)) if (said := unknown_before(figures)) else ""
    return sections.payees(figures) if figures.paid else None, Paragraphs((before,)) if before else None


def office_sections(figures: Figures) -> Iterable[Section | None]:
    """What only the office's copy has: the call, the answers, and what is filled in by hand."""
    language = figures.language
    yield _section(figures, "talk", "talk_note", talk_of(figures))
    yield _section(figures, "answers", "answers_note", answers_of(figures))
    yield _section(figures, "record", "record_note", CallRecord(CALL_FIELDS[language], NOTES[language]))
    yield _section(figures, "approval", "", Approval(BOXES[language], MEMO[language]))


def _section(figures: Figures, key: str, note: str, *blocks: Block | None) -> Section | None:
    """A section with those of its blocks that have something to say; None where none has."""
    said = tuple(block for block in blocks if block is not None and block != Facts(()))
    return Section(figures.word(key), figures.word(note, unit=figures.unit) if note else "", said) if said else None


def _numbered(parts: Iterable[Section | None]) -> tuple[Section, ...]:
    """The sections that there are, counted."""
    there = [part for part in parts if part is not None]
    return tuple(replace(part, title=f"{number}. {part.title}") for number, part in enumerate(there, 1))


def _assembled(figures: Figures, profile: str, numbered: tuple[Section, ...]) -> Statement:
    case, result, word = figures.case, figures.calculation, figures.word
    title = word("letter" if profile == LETTER else "title")
    name = word("addressee", name=case.customer_name) if case.customer_name else word("nobody")
    return Statement(
        language=figures.language,
        issuer=case.office_name or word("issuer"),
        reference=given((word("number"), case.claim_number), (word("made"), figures.date(case.statement_date))),
        title=title,
        subtitle=both_languages(result.policy.title, result.policy.id)[figures.language],
        addressee=name,
        greeting=word("letter_greeting" if profile == LETTER else "greeting"),
        total_label=word("total"),
        total=figures.money(figures.paid),
        total_unit=figures.unit,
        total_reading=figures.reading(figures.paid),
        payment=_panel(figures),
        running_head="　".join(part for part in (title, case.claim_number, name) if part),
        facts=facts(figures),
        sections=numbered,
        footer=(
            word("footer_note"),
            word("footer_policy", id=result.policy.id, date=result.policy.version_date, hash=result.policy.hash[:16]),
            word("footer_data", hash=figures.record.hash, edition=result.edition),
        ),
        page_label=word("page", page="{page}", pages="{pages}"),
        profile=profile,
        edition=result.edition,
        claim_number=case.claim_number,
        paid=figures.paid,
        policy_hash=result.policy.hash,
        code_label=word("code_label", number=case.claim_number, amount=figures.with_unit(figures.paid)),
        made_at=case.statement_date,
        data_hash=figures.record.hash,
    )


def _panel(figures: Figures) -> tuple[tuple[str, str], ...]:
    """What stands beside the total. The day and the account are those of the transfer that is made now, so they are left out where
    none is made, and where others are paid directly the account says how much goes there. The total itself, the bridge to it and the
    QR code stay those of the whole calculation: they say what the contract pays for the claim, which can be worked out again; how
    much of it was paid on which day is stated, and changes with every payment."""
    case, word, amount = figures.case, figures.word, figures.with_unit
    own = sum(one.now for one in figures.settlements if one.payee == "insured")
    account = case.account if own == figures.now else word("of_account", account=case.account, amount=amount(own))
    surplus = [(one.surplus, payee_said(figures, one.payee)) for one in figures.settlements if one.surplus]
    return given(
        (word("pay_now"), (amount(figures.now) if figures.now else word("nothing_now")) if figures.before else ""),
        (word("pay_date"), figures.date(case.pay_date) if figures.now else ""),
        (word("account"), account if own and case.account else ""),
        *((word("surplus"), word("of_surplus", payee=payee, amount=amount(much))) for much, payee in surplus),
        (word("your_share"), amount(figures.bearers.customer)),
        (word("state"), word("state_value")),
    )


def facts(figures: Figures) -> Facts:
    """The case in label and value pairs."""
    case, word = figures.case, figures.word
    return Facts(
        given(
            (word("contract"), case.contract_number),
            (word("accident_at"), figures.date(case.accident_at)),
            (word("accident_kind"), case.accident_kind),
            (word("accident_place"), case.accident_place),
            (word("vehicle"), case.vehicle),
            (word("office"), "  ".join(part for part in (case.office_person, case.office_phone) if part)),
        )
    )


def given(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The pairs that have a value."""
    return tuple(pair for pair in pairs if pair[1])
