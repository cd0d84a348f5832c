"""The chain is hashed as the tax office publishes it; each break is found."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from lonja.fiscal._chaining import Break, amount_of, breaks, check_address, moment_of, record_hash
from lonja.fiscal.api import Invoice, Record, RecordKind

FIRST = Invoice("89890001K", "Shop", "12345678/G33", "01-01-2024", "F1", 12_35, 123_45)
AT = "2024-01-01T19:20:30+01:00"


def test_the_first_record_has_the_published_hash() -> None:
    found = record_hash(RecordKind.REGISTER, FIRST, previous_hash="", recorded_at=AT)

    assert found == "3C464DAF61ACB827C65FDA19F352A4E3BDC2C640E9E9FC4CC058073F38F12F60"


def test_the_second_record_has_the_published_hash() -> None:
    second = replace(FIRST, code="12345679/G34")

    found = record_hash(
        RecordKind.REGISTER,
        second,
        previous_hash="3C464DAF61ACB827C65FDA19F352A4E3BDC2C640E9E9FC4CC058073F38F12F60",
        recorded_at="2024-01-01T19:20:35+01:00",
    )

    assert found == "F7B94CFD8924EDFF273501B01EE5153E4CE8F259766F88CF6ACB8935802A2B97"


def test_a_cancelled_record_has_the_published_hash() -> None:
    cancelled = replace(FIRST, code="12345679/G34")

    found = record_hash(
        RecordKind.CANCEL,
        cancelled,
        previous_hash="F7B94CFD8924EDFF273501B01EE5153E4CE8F259766F88CF6ACB8935802A2B97",
        recorded_at="2024-01-01T19:20:40+01:00",
    )

    assert found == "177547C0D57AC74748561D054A9CEC14B4C4EA23D1BEFD6F2E69E3A388F90C68"


@pytest.mark.parametrize(
    ("minor", "text"), [(0, "0.00"), (5, "0.05"), (-1235, "-12.35"), (100_000, "1000.00")]
)
def test_an_amount_is_written_in_euros(minor: int, text: str) -> None:
    assert amount_of(minor) == text


def test_a_moment_has_the_offset_of_the_shop() -> None:
    noon = datetime(2026, 7, 1, 12, 0, 0, 999, tzinfo=UTC).astimezone(ZoneInfo("Europe/Madrid"))

    assert moment_of(noon) == "2026-07-01T14:00:00+02:00"


def test_the_code_of_an_invoice_opens_the_page_that_knows_it() -> None:
    assert check_address(FIRST, "test") == (
        "https://prewww2.aeat.es/wlpl/TIKE-CONT/ValidarQR"
        "?nif=89890001K&numserie=12345678%2FG33&fecha=01-01-2024&importe=123.45"
    )


def a_chain(length: int) -> list[Record]:
    made: list[Record] = []
    before = ""
    for position in range(1, length + 1):
        found = record_hash(RecordKind.REGISTER, FIRST, previous_hash=before, recorded_at=AT)
        made.append(
            Record(
                id=UUID(int=position),
                issuer="89890001K",
                position=position,
                kind=RecordKind.REGISTER,
                document_id=UUID(int=position),
                invoice=FIRST,
                recorded_at=AT,
                previous_code="",
                previous_day="",
                previous_hash=before,
                hash=found,
            )
        )
        before = found
    return made


def test_a_whole_chain_has_no_break() -> None:
    assert list(breaks(a_chain(5))) == []


def test_a_record_that_is_missing_or_changed_breaks_it() -> None:
    chain = a_chain(4)
    missing = [*chain[:1], *chain[2:]]
    changed = [chain[0], replace(chain[1], invoice=replace(FIRST, total_minor=1)), *chain[2:]]

    assert list(breaks(missing))[:2] == [
        Break(3, "stands where 2 is expected"),
        Break(3, "does not follow the one before it"),
    ]
    assert list(breaks(changed)) == [Break(2, "is not what was recorded")]


def test_a_chain_is_read_in_parts() -> None:
    chain = a_chain(4)

    assert list(breaks(chain[2:], after=2, previous=chain[1].hash)) == []
    assert list(breaks(chain[2:], after=2, previous="other")) == [
        Break(3, "does not follow the one before it")
    ]
