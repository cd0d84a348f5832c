import io
from collections import Counter
from pathlib import Path

import pytest

from lonja.imports._files.sniffing import FileRefused
from lonja.imports._sales.files import FileRow, read_rows
from lonja.imports._sales.lines import Dropped, Kept, Layout, RowDropped, meaning_of
from lonja_tools.proofs.sales_file import SECOND_SHEET, UNREADABLE, a_sales_file

LAYOUT = Layout(currency="GBP")


def read(path: Path) -> list[FileRow]:
    return list(read_rows(path, layout=LAYOUT))


class TestASalesFile:
    def test_reads_alike_as_csv_and_as_xlsx(self, tmp_path: Path) -> None:
        made = a_sales_file()

        from_csv = read(made.write_csv(tmp_path / "a.csv"))
        from_xlsx = read(made.write_xlsx(tmp_path / "a.xlsx"))

        assert len(from_csv) == len(from_xlsx) == 2_000
        assert [row.line for row in from_csv] == [row.line for row in from_xlsx]
        assert [row.part for row in from_csv] == [row.part for row in from_xlsx]

    def test_reads_alike_as_parquet(self, tmp_path: Path) -> None:
        made = a_sales_file()
        plain = read(made.write_csv(tmp_path / "a.csv", with_sheet=True))

        rows = read(made.write_parquet(tmp_path / "b.parquet"))

        assert [row.line for row in rows] == [row.line for row in plain]

    def test_names_the_rule_for_every_row_that_it_cannot_read(self, tmp_path: Path) -> None:
        rows = read(a_sales_file().write_csv(tmp_path / "a.csv"))

        assert Counter(row.rule for row in rows if row.rule) == Counter(
            {
                Dropped.BAD_INVOICE: 1,
                Dropped.BAD_CODE: 1,
                Dropped.BAD_QUANTITY: 1,
                Dropped.BAD_DATE: 1,
                Dropped.BAD_PRICE: 1,
                Dropped.BAD_CUSTOMER: 1,
                Dropped.BAD_COUNTRY: 1,
            }
        )
        assert all(row.reason for row in rows if row.rule)

    def test_finds_the_second_sheet_in_a_flat_file_where_the_dates_jump_back(
        self, tmp_path: Path
    ) -> None:
        made = a_sales_file()

        rows = read(made.write_csv(tmp_path / "a.csv"))

        second = sum(sheet == SECOND_SHEET for sheet, _ in made.rows)
        assert Counter(row.part for row in rows) == {0: 2_000 - second, 1: second}

    def test_keeps_every_readable_line_with_a_meaning_or_drops_it_by_name(
        self, tmp_path: Path
    ) -> None:
        fates: Counter[str] = Counter()
        for row in read(a_sales_file().write_csv(tmp_path / "a.csv")):
            if row.line is not None:
                try:
                    fates[meaning_of(row.line)] += 1
                except RowDropped as dropped:
                    fates[dropped.rule] += 1

        assert fates.total() == 2_000 - (len(UNREADABLE) - 1)
        assert fates[Dropped.NEGATIVE_SALE] == 1
        assert min(fates[kept] for kept in (Kept.SALE, Kept.RETURN, Kept.ADJUSTMENT)) > 0
        assert fates[Dropped.STOCK_ADJUSTMENT] > 0

    def test_reads_a_row_with_a_missing_cell_as_a_bad_row_and_goes_on(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        a_sales_file(rows=200).write_csv(path)
        lines = path.read_text().split("\n")
        lines[3] = "600001,10001"
        path.write_text("\n".join(lines))

        rows = read(path)

        assert rows[2].rule is Dropped.BAD_ROW
        assert len(rows) == 200


class TestAFileThatIsSomethingElse:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "the file is empty"),
            (b"  \n\n ", "the file is empty"),
            (b"%PDF-1.7 ...", "PDF"),
            (b"{}", "JSON"),
            (b"<!doctype html>", "HTML"),
            (b"\xd0\xcf\x11\xe0" + bytes(100), "old Excel workbook"),
            ("Invoice;Price\n1;2\n".encode("utf-16"), "UTF-16"),
            ("Invoice,Price\n1,2\n".encode("utf-16-le"), "UTF-16"),
            (b"Invoice,Stock\0Code,x\n", "line 1 holds a NUL byte"),
            (bytes(range(1, 32)) * 50, "binary"),
            (b"PK\x03\x04" + bytes(60), "ZIP"),
            (b"PK\x03\x04[Content_Types].xml" + bytes(60), "cannot be opened"),
            (b"PAR1" + bytes(60), "cannot be opened"),
            (b"a,b\n1,2\n", "no column 'Invoice'"),
        ],
    )
    def test_is_refused_with_the_reason(self, tmp_path: Path, content: bytes, reason: str) -> None:
        (tmp_path / "a.csv").write_bytes(content)

        with pytest.raises(FileRefused, match=reason.replace("(", r"\(")):
            read(tmp_path / "a.csv")

    def test_is_refused_at_the_line_that_is_not_utf_8(self, tmp_path: Path) -> None:
        path = a_sales_file(rows=200).write_csv(tmp_path / "a.csv")
        lines = path.read_bytes().split(b"\n")
        lines[41] = lines[41].replace(b"\r", "ñ\r".encode("cp1252"))
        path.write_bytes(b"\n".join(lines))

        with pytest.raises(FileRefused, match="line 42 is not UTF-8 text") as refused:
            read(path)
        assert "save the file as CSV UTF-8" in str(refused.value)
        assert len(list(read_rows(path, layout=LAYOUT, encoding="cp1252"))) == 200

    def test_is_no_longer_read_at_a_nul_far_down(self, tmp_path: Path) -> None:
        path = a_sales_file().write_csv(tmp_path / "a.csv")
        path.write_bytes(path.read_bytes() + b"\0\n")

        with pytest.raises(FileRefused, match="line 2002 holds a NUL byte"):
            read(path)


def test_a_byte_order_mark_and_semicolons_are_what_excel_writes(tmp_path: Path) -> None:
    text = io.StringIO(a_sales_file(rows=200).write_csv(tmp_path / "a.csv").read_text())
    lines = [line.replace(",", ";") for line in text if '"' not in line]
    (tmp_path / "b.csv").write_text("".join(lines), encoding="utf-8-sig")

    assert len(read(tmp_path / "b.csv")) == len(lines) - 1
