"""`./lonja shop` sets a shop up from a file, once, and says in which line a file is wrong."""

import json
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from typer.testing import CliRunner, Result

from lonja.kernel.db import as_libpq
from lonja_tools.cli.main import app
from lonja_tools.cli.toml_lines import line_of
from lonja_tools.places import Places
from lonja_tools.user_error import UserError

EXAMPLE = Places.here().checkout / "docs" / "shop.example.toml"


@pytest.fixture
def shop_url(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LONJA_DATABASE_URL", fresh_database_url)
    return fresh_database_url


def _lonja(*words: str) -> Result:
    return CliRunner().invoke(app, ["shop", *words])


def _counts(url: str) -> dict[str, int]:
    tables = (
        "shop_versions",
        "tax_rates",
        "locations",
        "shipping_rates",
        "categories",
        "promotions",
    )
    with psycopg.connect(as_libpq(url)) as db:
        return {
            table: db.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            ).fetchall()[0][0]
            for table in tables
        }


class TestInit:
    def test_sets_the_example_up_and_changes_nothing_the_second_time(self, shop_url: str) -> None:
        first = json.loads(_lonja("init", str(EXAMPLE), "--json").stdout)
        second = json.loads(_lonja("init", str(EXAMPLE), "--json").stdout)

        assert (first["created"], first["updated"], first["unchanged"]) == (25, 0, 0)
        assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, 25)
        assert _counts(shop_url) == {
            "shop_versions": 1, "tax_rates": 7, "locations": 2, "shipping_rates": 5,
            "categories": 2, "promotions": 2,
        }  # fmt: skip

    def test_only_says_what_it_would_do_in_a_dry_run(self, shop_url: str) -> None:
        result = _lonja("init", str(EXAMPLE), "--dry-run")

        assert result.exit_code == 0, result.output
        assert "25 created" in result.stdout
        assert "nothing was written" in result.stdout
        assert set(_counts(shop_url).values()) == {0}

    def test_updates_the_one_thing_that_changed(self, shop_url: str, tmp_path: Path) -> None:
        _lonja("init", str(EXAMPLE))
        changed = tmp_path / "shop.toml"
        changed.write_text(EXAMPLE.read_text().replace('"Tasting room"', '"Bar"'))

        report = json.loads(_lonja("init", str(changed), "--json").stdout)

        assert [c for c in report["changes"] if c["outcome"] != "unchanged"] == [
            {"kind": "location", "name": "LAB", "outcome": "updated"}
        ]
        assert _counts(shop_url)["locations"] == 2

    @pytest.mark.parametrize(
        ("wrong", "right", "message"),
        [
            ('name = "Norte', "name = Norte", "is not TOML"),
            ('price = "3.90"', 'price = "3.905"', "more decimals than EUR has"),
            ('percent = "8.1"', 'percent = "eight"', "tax_rates.5.percent"),
            ('code = "FIVER"', 'kode = "FIVER"', "promotions.1.kode"),
            ('code = "FIVER"', 'code = "five r"', "promotions.1.code"),
            ('time_zone = "Europe/Madrid"', 'time_zone = "Bilbao"', "shop.time_zone"),
            ('currency = "CHF"', 'currency = "USD"', "shipping_methods.0.rates.2.currency"),
            ('tax_class = "food"', 'tax_class = "foot"', "tax_rates.1.tax_class"),
            ('iban = "ES91', 'iban = "ES19', "payment_methods.0.iban"),
            ('least = "10.00"', 'least = "10.005"', "more decimals than EUR has"),
            ('code = "cash_on_delivery"', 'code = "barter"', "payment_methods.1"),
        ],
    )
    def test_names_line_and_field_and_writes_nothing(
        self, shop_url: str, tmp_path: Path, wrong: str, right: str, message: str
    ) -> None:
        broken = tmp_path / "shop.toml"
        text = EXAMPLE.read_text()
        assert wrong in text
        broken.write_text(text.replace(wrong, right, 1))
        line = text[: text.index(wrong)].count("\n") + 1

        result = _lonja("init", str(broken))

        assert isinstance(result.exception, UserError)
        assert message in str(result.exception)
        assert f"line {line}" in str(result.exception)
        assert set(_counts(shop_url).values()) == {0}


class TestSetAndShow:
    def test_one_fact_is_changed_and_shown(self, shop_url: str) -> None:
        _lonja("init", str(EXAMPLE))

        named = _lonja("set", "name", "Sur Coffee")
        placed = _lonja("set", "address.city", "Cádiz")
        listed = _lonja("set", "languages", '["es", "en"]')
        shown = json.loads(_lonja("show", "--json").stdout)

        assert [one.exit_code for one in (named, placed, listed)] == [0, 0, 0]
        assert (shown["version"], shown["name"], shown["address"]["city"], shown["languages"]) == (
            4, "Sur Coffee", "Cádiz", ["es", "en"],
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("key", "value", "message"),
        [
            ("nmae", "Sur", "has no 'nmae'"),
            ("languages", "es", "languages"),
            ("languages", '["eu"]', "'eu' is not one of the theme's languages"),
            ("vat_ids", "[5]", "vat_ids"),
            ("address.planet", "Mars", "an address has no planet"),
        ],
    )
    def test_a_wrong_fact_is_refused_in_words(
        self, shop_url: str, key: str, value: str, message: str
    ) -> None:
        _lonja("init", str(EXAMPLE))

        result = _lonja("set", key, value)

        assert isinstance(result.exception, UserError)
        assert message in str(result.exception)
        assert _counts(shop_url)["shop_versions"] == 1


def test_the_line_of_a_value_is_found_or_that_of_what_is_around_it() -> None:
    text = '[shop]\nname = "x"\n[[taxes]]\na = 1\n[[taxes]]\na = 2\n[[taxes.parts]]\nb = 3\n'

    assert line_of(text, ("taxes", "1", "a")) == 6
    assert line_of(text, ("taxes", "1", "parts", "0", "b")) == 8
    assert line_of(text, ("taxes", "0", "missing")) == 3
    assert line_of(text, ("nothing",)) is None
