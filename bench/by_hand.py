"""The measure of one: the coverages that the fixed claim touches, written by hand for speed, with nothing checked and nothing explained."""

from __future__ import annotations

Receipt = tuple[str, int, str]
"""Kind, amount in yen, person."""


def paid(receipts: list[Receipt], drivable: bool, shop_approved: bool, insured_value: int, deductible: int) -> int:
    """What road, lodging, travel, own damage and cancellation pay for a claim of a car that was neither stolen nor recovered for."""
    road = repair = cancellation = 0
    nights: dict[str, int] = {}
    rides: dict[str, int] = {}
    for kind, amount, person in receipts:
        if kind in ("tow", "first_aid"):
            road += amount
        elif kind == "lodging":
            nights[person] = nights.get(person, 0) + amount
        elif kind in ("taxi", "train"):
            rides[person] = rides.get(person, 0) + amount
        elif kind == "repair":
            repair += amount
        elif kind == "cancellation":
            cancellation += amount
    total = 0
    if not drivable:
        total += road if shop_approved or road < 150_000 else 150_000
        for amount in nights.values():
            total += amount if amount < 20_000 else 20_000
        for amount in rides.values():
            total += amount if amount < 20_000 else 20_000
    if repair >= insured_value:
        total += insured_value
    elif repair > deductible:
        total += repair - deductible
    share = -(-cancellation // 5)
    share = share if share > 1_000 else 1_000
    if cancellation > share:
        total += cancellation - share if cancellation - share < 500_000 else 500_000
    return total
