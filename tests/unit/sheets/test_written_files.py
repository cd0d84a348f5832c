from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lonja.imports import centre
from lonja.sheets import api as sheets
from lonja.sheets.api import Format

CELLS = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=("Cs", "Cc"),
        exclude_characters="\ufffe\uffff",
        include_characters="\n\t=+-@';",
    ),
    max_size=12,
).map(str.strip)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS).filter(any), min_size=1, max_size=6)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@given(rows=ROWS)
@settings(deadline=None, max_examples=60)
def test_a_written_file_is_read_cell_by_cell_as_it_was(
    kind: Format, rows: list[tuple[str, str, str]]
) -> None:
    writer = sheets.writer_of(kind)
    content = writer.rows([("One", "Two", "Three")])
    content += b"".join(writer.rows([row]) for row in rows) + writer.end()

    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        with centre.reading(path, "auto") as read:
            found = [tuple(map(centre.unguarded, cells)) for _, cells in read.rows]

    assert list(read.headings) == ["One", "Two", "Three"]
    assert [row + ("",) * (3 - len(row)) for row in found] == rows


def test_the_same_rows_are_the_same_bytes() -> None:
    def written() -> bytes:
        writer = sheets.writer_of("xlsx")
        return writer.rows([("a", "b")]) + writer.end()

    assert written() == written()


def test_no_letter_that_a_buyer_typed_makes_a_workbook_that_nothing_opens(tmp_path: Path) -> None:
    writer = sheets.writer_of("xlsx")
    content = writer.rows([("Name",), ("An\uffffa\ufffe Ru\x0biz\x1f",)]) + writer.end()
    (tmp_path / "file").write_bytes(content)

    with centre.reading(tmp_path / "file", "auto") as read:
        assert [cells for _, cells in read.rows] == [["Ana Ruiz"]]
