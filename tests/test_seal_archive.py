"""A signed statement is still PDF/A-3a and PDF/UA-1: veraPDF says so after one signature, after two, and with a time stamp."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from payout.seal.signing import sign
from tests import verapdf
from tests.sealed import AT, LATER, key, signed_by_both, time_stamper, unsigned

pytestmark = pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())


def test_signatures_leave_the_archive_format_as_it_was(tmp_path: Path) -> None:
    files = {}
    for language, profile in product(("ja", "en"), ("customer", "office")):
        data = unsigned(language, profile)
        once = sign(data, "author", key("author"), AT)
        stamped = sign(once, "approver", key("approver"), LATER, time_stamper(LATER)[0])
        for name, made in (("once", once), ("twice", signed_by_both(data)), ("stamped", stamped)):
            files[tmp_path / f"{language}-{profile}-{name}.pdf"] = made
    for path, made in files.items():
        path.write_bytes(made)
    found = verapdf.verdicts(list(files))
    assert len(found) == 12 * len(verapdf.FLAVOURS)
    assert {(path.name, flavour): broken for (path, flavour), broken in found.items() if broken} == {}
