"""The same claim from JSON bytes to JSON bytes by hand: read strictly, worked out, and every step told in both languages.

The coverages that the fixed claim touches, as an engineer would write them into a service that knows this one product: figures,
clauses and words stand in the code. Compared with the engine before it is timed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

Made = dict[str, Any]
"""A record of the answer."""


class Said(NamedTuple):
    """What is fixed of a step: its id, its clause, and its title in both languages."""

    id: str
    clause: str
    ja: str
    en: str


SECOND_TOW = Said("road.second_tow", "ロードアシスタンス特約 第7条", "別の工場への再搬送", "Second tow to another shop")
ROAD_LIMIT = Said("road.road_limit", "ロードアシスタンス特約 第3条", "搬送・応急処置の限度額", "Towing and first aid limit")
EXTRAS = Said("lodging.extras", "ロードアシスタンス特約 第8条", "飲食代・入湯税など", "Meals and extras")
PLANNED = Said("lodging.planned_stay", "ロードアシスタンス特約 第8条", "予定していた宿泊", "Planned stay")
LODGING_LIMIT = Said("lodging.lodging_limit", "ロードアシスタンス特約 第4条", "宿泊費用の限度額", "Lodging limit")
TRAVEL_LIMIT = Said("travel.travel_limit", "ロードアシスタンス特約 第5条", "移動費用の限度額", "Travel limit")
TOTAL_LOSS = Said("own_damage.insured_value", "車両条項 第10条", "協定保険価額", "Agreed value")
DEDUCTIBLE = Said("own_damage.deductible", "車両条項 第9条", "免責金額", "Deductible")
OWN_SHARE = Said("cancellation.own_share", "キャンセル費用特約 第5条", "自己負担額", "Own share")
CANCEL_LIMIT = Said("cancellation.cancel_limit", "キャンセル費用特約 第4条", "キャンセル費用の限度額", "Cancellation limit")
RECOVERED = Said(
    "together.recovered", "基本条項 第25条", "相手方から受け取った金額", "Received by the customer from the other side"
)  # fmt: skip
DEDUCTIBLES = {"0-10": (0, 100_000), "5-10": (50_000, 100_000), "5-5": (50_000, 50_000), "10-10": (100_000, 100_000)}
"""By plan: of the first and of a later claim, in yen."""
COVERED = {"road": ("tow", "first_aid"), "lodging": ("lodging",), "travel": ("taxi", "train"), "own_damage": ("repair",)}
"""The kinds of each coverage, the first filled first. Cancellation comes last and needs its endorsement."""
KINDS = {kind for kinds in COVERED.values() for kind in kinds} | {"cancellation"}
OF_A_PERSON = {"lodging", "taxi", "train"}


# ---- reading


def _is_yen(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_yes_no(value: object) -> bool:
    return type(value) is bool


def _is_day(value: object) -> bool:
    return type(value) is str and len(value) == 10 and bool(date.fromisoformat(value))


FACTS: dict[str, Callable[[object], bool]] = {
    "contract_start": _is_day,
    "accident_date": _is_day,
    "insured_value": lambda value: _is_yen(value) and value != 0,
    "deductible_plan": DEDUCTIBLES.__contains__,
    "vehicle_claims": _is_yen,
    "drivable": _is_yes_no,
    "shop_approved": _is_yes_no,
    "repaired": _is_yes_no,
    "car_to_car": _is_yes_no,
    "other_car_known": _is_yes_no,
    "belongings_stolen": _is_yes_no,
    "belongings_plan": {"10万", "30万", "50万"}.__contains__,
    "rental_plan": {"3千", "5千", "7千", "1万"}.__contains__,
}


def read(data: bytes, loads: Callable[[bytes], Any] = json.loads) -> Made:
    """The request, with an id for every expense. Raises ValueError, KeyError or TypeError for what does not fit."""
    request: Made = loads(data)
    if request.keys() - {"policy", "facts", "endorsements", "expenses", "case"} or request["policy"] != "jp/personal-auto":
        raise ValueError("not a claim of this product")
    facts = request["facts"]
    for name, value in facts.items():
        if not FACTS[name](value):
            raise ValueError(name)
    if len(facts) != len(FACTS) or facts["contract_start"] > facts["accident_date"]:
        raise ValueError("facts")
    if request["endorsements"] not in ([], ["cancellation"]):
        raise ValueError("endorsements")
    for number, bill in enumerate(request["expenses"], 1):
        kind = bill["kind"]
        keys = 3 if kind in OF_A_PERSON else 2
        if kind not in KINDS or not _is_yen(bill["amount"]) or len(bill) != keys or (keys == 3 and type(bill["person"]) is not str):
            raise ValueError(f"expense {number}")
        bill["id"] = f"e{number}"
    return request


# ---- the steps


class Told(NamedTuple):
    """What is told of the claim so far."""

    steps: list[Made]
    reductions: dict[str, list[Made]]
    """By line."""

    def step(self, said: Said, verb: str, amount: int | None, ids: list[str], lines: tuple[list[int], list[int]], ja: str, en: str) -> None:
        """A step on its lines, before and after. `amount` is None where the step has none."""
        self.steps.append(
            {
                "id": said.id,
                "verb": verb,
                "amount": amount,
                "lines": ids,
                "before": lines[0],
                "after": lines[1],
                "clause": said.clause,
                "ja": ja,
                "en": en,
            }
        )

    def taken(self, said: Said, verb: str, ids: list[str], lines: tuple[list[int], list[int]], ja: str, en: str) -> None:
        """What a step took off each line, and why."""
        for id_, before, after in zip(ids, *lines, strict=True):
            if before != after:
                reason = {"ja": ja, "en": en}
                self.reductions[id_].append(
                    {"step": said.id, "verb": verb, "amount": before - after, "clause": said.clause, "reason": reason}
                )

    def idle(self, said: Said, verb: str, ids: list[str], lines: list[int], amount: int | None = None) -> None:
        """A step that is reached and does not apply."""
        self.step(said, verb, amount, ids, (lines, lines), f"{said.ja}：該当なし", f"{said.en}: does not apply here")

    def limited(self, said: Said, limit: int, ids: list[str], before: list[int], person: str = "") -> list[int]:
        """The lines filled in order up to the limit."""
        after, left = [], limit
        for line in before:
            part = line if line < left else left
            after.append(part)
            left -= part
        came, went = sum(before), limit - left
        of_ja, of_en = (f"利用者 {person}につき", f" for Person {person}") if person else ("", "")
        ja = f"{came:,}円 → {said.ja} {of_ja}{limit:,}円を限度 → {went:,}円"
        self.step(
            said, "limit", limit, ids, (before, after), ja, f"{came:,} yen, limited to {limit:,} yen{of_en} ({said.en}) → {went:,} yen"
        )
        if came != went:
            reason = f"{said.ja}（{of_ja}{limit:,}円）を超える部分", f"over {said.en} ({limit:,} yen{of_en})"
            self.taken(said, "limit", ids, (before, after), *reason)
        return after

    def deducted(self, said: Said, amount: int, ids: list[str], before: list[int]) -> list[int]:
        """The lines less the amount, the first line first."""
        after, left = [], amount
        for line in before:
            part = line if line < left else left
            after.append(line - part)
            left -= part
        came, went = sum(before), sum(after)
        ja, en = f"{said.ja} {amount:,}円", f"{said.en} {amount:,} yen"
        self.step(said, "deduct", amount, ids, (before, after), f"{came:,}円 − {ja} → {went:,}円", f"{came:,} yen less {en} → {went:,} yen")
        self.taken(said, "deduct", ids, (before, after), ja, en)
        return after

    def stopped(self, said: Said, verb: str, ids: list[str], before: list[int]) -> list[int]:
        """A coverage that does not apply takes all; the title of `said` is why."""
        lines = before, [0] * len(before)
        self.step(said, verb, None, ids, lines, said.ja, said.en)
        self.taken(said, verb, ids, lines, said.ja, said.en)
        return lines[1]

    def by_person(self, said: Said, limit: int, ids: list[str], before: list[int], persons: list[str]) -> list[int]:
        """One limit for each person, told in the order in which they first appear."""
        after = list(before)
        for person in dict.fromkeys(persons):
            own = [at for at, name in enumerate(persons) if name == person]
            for at, line in zip(own, self.limited(said, limit, [ids[at] for at in own], [before[at] for at in own], person), strict=True):
                after[at] = line
        return after


# ---- the product


def coverage(
    told: Told, name: str, facts: Made, endorsements: list[str], ids: list[str], lines: list[int], persons: list[str]
) -> list[int]:
    """What one coverage pays of its lines."""
    if name == "own_damage":
        value, claims = facts["insured_value"], facts["vehicle_claims"]
        if sum(lines) >= value:
            return told.limited(TOTAL_LOSS, value, ids, lines)
        return told.deducted(DEDUCTIBLE, DEDUCTIBLES[facts["deductible_plan"]][1 if claims else 0], ids, lines)
    if name == "cancellation":
        if not endorsements:
            why = "「キャンセル費用特約」が付帯されていないため対象外", "not covered: the contract has no Cancellation"
            return told.stopped(Said("cancellation.not_attached", "キャンセル費用特約 第1条", *why), "not_attached", ids, lines)
        lines = told.deducted(OWN_SHARE, max(-(-sum(lines) // 5), 1_000), ids, lines)
        return told.limited(CANCEL_LIMIT, 500_000, ids, lines)
    if facts["drivable"]:
        why = "「自力走行不能」に当たらないため対象外", 'not covered: "Immobile" is not the case'
        return told.stopped(Said(f"{name}.applies", "ロードアシスタンス特約 第2条", *why), "applies", ids, lines)
    if name == "road":
        told.idle(SECOND_TOW, "exclude", ids, lines)
        if facts["shop_approved"]:
            told.idle(ROAD_LIMIT, "limit", ids, lines, 0)
            return lines
        return told.limited(ROAD_LIMIT, 150_000, ids, lines)
    if name == "lodging":
        told.idle(EXTRAS, "exclude", ids, lines)
        told.idle(PLANNED, "exclude", ids, lines)
        limit = 20_000 if facts["contract_start"] >= "2024-01-01" else 10_000
        return told.by_person(LODGING_LIMIT, limit, ids, lines, persons)
    return told.by_person(TRAVEL_LIMIT, 20_000, ids, lines, persons)


def tell(request: Made) -> Made:
    """The answer of a request that was read: what is paid, every line with its reductions, every step."""
    facts, endorsements, bills = request["facts"], request["endorsements"], request["expenses"]
    told = Told([], {bill["id"]: [] for bill in bills})
    lines: list[Made] = []
    repair: tuple[list[str], list[int]] = [], []
    for name, kinds in (*COVERED.items(), ("cancellation", ("cancellation",))):
        mine = [bill for kind in kinds for bill in bills if bill["kind"] == kind]
        if not mine:
            continue
        ids, amounts = [bill["id"] for bill in mine], [bill["amount"] for bill in mine]
        paid = coverage(told, name, facts, endorsements, ids, amounts, [bill.get("person", "") for bill in mine])
        if name == "own_damage":
            repair = ids, paid
        for bill, part in zip(mine, paid, strict=True):
            id_, kind, amount = bill["id"], bill["kind"], bill["amount"]
            lines.append({"id": id_, "kind": kind, "coverage": name, "claimed": amount, "paid": part, "reductions": told.reductions[id_]})
    if repair[0]:
        total = sum(repair[1])
        ja = f"{RECOVERED.ja} 0円のうち0円はお客さまご負担に充当、残り0円を差し引き、{total:,}円 → {total:,}円"
        en = f"of {RECOVERED.en} 0 yen, 0 yen goes to your share first, 0 yen reduces the payment: {total:,} yen → {total:,} yen"
        told.step(RECOVERED, "recover", 0, repair[0], (repair[1], repair[1]), ja, en)
    return {"paid": sum(line["paid"] for line in lines), "lines": lines, "steps": told.steps}


def write(answer: Made) -> bytes:
    """The answer as JSON, by the standard library."""
    return json.dumps(answer, ensure_ascii=False).encode()


def same_of(result: Made) -> Made:
    """Of the engine's result, what the answer by hand tells."""
    lines = []
    for line in result["lines"]:
        reductions = [_of(one, "step verb amount clause reason") for one in line["reductions"]]
        lines.append(_of(line, "id kind coverage claimed paid") | {"reductions": reductions})
    steps = [{"amount": None} | _of(step, "id verb amount lines before after clause ja en") for step in result["steps"]]
    return {"paid": result["paid"], "lines": lines, "steps": steps}


def _of(record: Made, names: str) -> Made:
    return {name: record[name] for name in names.split() if name in record}
