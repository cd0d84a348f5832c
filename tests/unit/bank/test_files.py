"""Files of banks: what is read from them, what is refused, and which order a line names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.bank._line import BankFileUnreadable, Credit, with_ids
from lonja.bank._matching import numbers_in, only
from lonja.bank._reading_camt import read_camt
from lonja.bank._reading_csv import (
    BankColumnsNeeded,
    check_columns,
    guess,
    read_credits,
    read_table,
)

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Ntry><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-05-03</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls><TxDtls>
<RltdPties><Dbtr><Pty><Nm>Ana Prieto</Nm></Pty></Dbtr>
<DbtrAcct><Id><IBAN>ES9121000418450200051332</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>pedido K7QF93MD</Ustrd><Ustrd>gracias</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">9.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-05-03</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts>
<BookgDt><Dt>2026-05-03</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><DtTm>2026-05-04T09:00:00+02:00</DtTm></BookgDt><AcctSvcrRef>B2</AcctSvcrRef><NtryDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">10.00</Amt></TxAmt></AmtDtls>
<RmtInf><Ustrd>AAAA-1111</Ustrd></RmtInf></TxDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">20.00</Amt></TxAmt></AmtDtls>
<RmtInf><Ustrd>BBBB-2222</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
CSV = """Banco de Ejemplo;;;
Cuenta;ES91 2100;;
Fecha operación;Concepto;Ordenante;Importe
03/05/2026;TRANSF. K7QF-93MD;Ana Prieto;1.050,00
03/05/2026;Recibo luz;;-80,10
;;Saldo;
"""


class TestACamtStatement:
    def test_gives_the_booked_credits_and_the_parts_of_a_batch(self) -> None:
        assert read_camt(CAMT) == [
            Credit(
                date(2026, 5, 3),
                50_00,
                "EUR",
                "pedido K7QF93MD gracias",
                "Ana Prieto",
                "ES9121000418450200051332",
                "B1",
            ),
            Credit(date(2026, 5, 4), 10_00, "EUR", "AAAA-1111", bank_reference="B2/0"),
            Credit(date(2026, 5, 4), 20_00, "EUR", "BBBB-2222", bank_reference="B2/1"),
        ]

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ('<!DOCTYPE x [<!ENTITY a "b">]><Document/>', "dangerous"),
            ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><Document/>', "dangerous"),
            ("<a>" * 50 + "</a>" * 50, "dangerous"),
            ("<Document>", "not_camt"),
            ("<html><body>no</body></html>", "not_camt"),
            (CAMT.replace("50.00", "fifty"), "no_amount"),
            (CAMT.replace("50.00", "50.001"), "no_amount"),
            (CAMT.replace("50.00", "NaN"), "no_amount"),
            (CAMT.replace("50.00", "Infinity"), "no_amount"),
            (CAMT.replace("50.00", "1E+999990"), "no_amount"),
            (CAMT.replace("50.00", "1E+999999999999"), "no_amount"),
            (CAMT.replace("50.00", "9" * 13), "no_amount"),
            (CAMT.replace('Ccy="EUR">50', 'Ccy="XXX">50'), "no_amount"),
            (CAMT.replace("<Dt>2026-05-03", "<Dt>yesterday", 1), "no_day"),
        ],
    )
    def test_that_is_none_is_refused_with_a_reason(self, text: str, reason: str) -> None:
        with pytest.raises(BankFileUnreadable) as refused:
            read_camt(text)

        assert refused.value.facts["reason"] == reason

    @given(st.text(max_size=400))
    def test_of_any_text_ends_in_lines_or_a_refusal(self, text: str) -> None:
        try:
            read_camt(f"<Document>{text}</Document>")
        except BankFileUnreadable:
            return


class TestACsvFile:
    def test_is_read_below_what_the_bank_writes_above_it(self) -> None:
        table = read_table(CSV)
        columns = guess(table.headers)

        assert columns == {
            "booked_on": "Fecha operación",
            "amount": "Importe",
            "concept": "Concepto",
            "payer": "Ordenante",
        }
        assert read_credits(table, columns, currency="EUR") == [
            Credit(date(2026, 5, 3), 1050_00, "EUR", "TRANSF. K7QF-93MD", "Ana Prieto")
        ]

    @pytest.mark.parametrize(
        ("text", "minor"),
        [("1.234,56", 1234_56), ("1,234.56", 1234_56), ("12,5 €", 12_50), ("+7", 7_00)],
    )
    def test_has_amounts_as_banks_write_them(self, text: str, minor: int) -> None:
        table = read_table(f"date;amount;concept\n2026-05-03;{text};x\n")

        [one] = read_credits(table, guess(table.headers), currency="EUR")
        assert one.amount_minor == minor

    @pytest.mark.parametrize("digits", [13, 30, 5_000])
    def test_with_more_money_than_there_is_is_refused(self, digits: int) -> None:
        table = read_table(CSV.replace("1.050", "9" * digits))

        with pytest.raises(BankFileUnreadable):
            read_credits(table, guess(table.headers), currency="EUR")

    def test_whose_columns_nobody_knows_asks_for_them(self) -> None:
        table = read_table("a;b;c\n1;2;3\n")

        with pytest.raises(BankColumnsNeeded) as asked:
            check_columns(table, guess(table.headers))
        assert asked.value.facts["headers"] == ["a", "b", "c"]

    @given(st.text(max_size=300))
    def test_of_any_text_ends_in_lines_or_a_refusal(self, text: str) -> None:
        try:
            table = read_table(text)
            columns = guess(table.headers)
            check_columns(table, columns)
            read_credits(table, columns, currency="EUR")
        except (BankFileUnreadable, BankColumnsNeeded):
            return


class TestALine:
    def test_has_one_id_in_every_file_and_two_that_say_the_same_have_two(self) -> None:
        one = Credit(date(2026, 5, 3), 50_00, "EUR", "pedido")
        other = Credit(date(2026, 5, 4), 50_00, "EUR", "pedido")

        first = [line_id for line_id, _ in with_ids([one, one])]
        second = [line_id for line_id, _ in with_ids([other, one])]
        assert len(set(first)) == 2
        assert (second[1], second[0] in first) == (first[0], False)


class TestTheNumberInALine:
    @pytest.mark.parametrize(
        "concept", ["K7QF-93MD", "pedido k7qf93md, gracias", "Pago/K7QF 93MD", "X K7QF-93MD"]
    )
    def test_is_found_as_buyers_write_it(self, concept: str) -> None:
        assert "K7QF-93MD" in numbers_in(concept)

    def test_is_found_with_the_prefix_of_the_shop(self) -> None:
        assert "NC-K7QF-93MD" in numbers_in("k7qf 93md", prefix="NC")
        assert "NC-K7QF-93MD" in numbers_in("nc-k7qf-93md")

    def test_is_not_a_part_of_a_longer_one(self) -> None:
        assert "K7QF-93MD" not in numbers_in("K7QF93MD5")

    def test_of_two_orders_is_for_a_person(self) -> None:
        assert only(["A", "A"]) == "A"
        assert only(["A", "B"]) is None
        assert only([]) is None
