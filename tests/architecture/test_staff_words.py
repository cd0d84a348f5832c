"""Staff read words, not the server's English: each code that it writes has its place in the SPA's lists.

That a listed code has words in both languages is the type of the catalogs: `npm run check`.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import lonja
from lonja.etl import function
from lonja.imports._files.reasons import reason_in
from lonja.jobs import background
from lonja_tools.places import CHECKOUT

SOURCE = Path(lonja.__file__).parent
CODE = re.compile(r"[a-z]+(?:[._][a-z]+)+")
SAYS_OF_A_ROW = {
    *("RowError", "CellProblem", "QuantityProblem", "NotTaken"),
    *("error", "Fault", "wrong", "_note", "_fault"),
}
NOT_A_CODE = {"gift_card", "from_quantity", "price_list"}  # columns


def listed(family: str) -> set[str]:
    """The codes stand in the family itself, or in a list beside it."""
    codes = CHECKOUT / "spa" / "src" / "codes"
    text = "".join(path.read_text() for path in sorted(codes.glob("*.ts")))
    found = re.search(rf"^  {family}: (?:\[(.*?)\]|([A-Z_]+),$)", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    if found[2]:
        found = re.search(rf"export const {found[2]} = \[(.*?)\]", text, re.DOTALL)
        assert found is not None
    return set(re.findall(r"'([^']+)'", found[1]))


def calls(*paths: Path) -> Iterator[tuple[str, ast.Call]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                    yield name, node


def constants(node: ast.AST) -> set[str]:
    return {
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant)
        and isinstance(one.value, str)
        and CODE.fullmatch(one.value)
    }


def test_each_thing_that_can_be_wrong_with_a_row_of_a_file_has_words() -> None:
    files = [
        *(SOURCE / "imports" / "_stock").glob("*.py"),
        *(SOURCE / "sheets").rglob("*.py"),
        SOURCE / "jobs" / "sheets.py",
        SOURCE / "imports" / "api.py",
        SOURCE / "inventory" / "_counts.py",
    ]
    said = set[str]()
    for name, call in calls(*files):
        if name in SAYS_OF_A_ROW:
            said |= {code for arg in call.args[:3] for code in constants(arg)}
    for node in ast.walk(ast.parse((SOURCE / "imports" / "_stock" / "rows.py").read_text())):
        match node:
            case ast.Return(value=ast.Tuple(elts=[ast.Constant(value=str(code)), *_])):
                said.add(code)

    assert len(said) > 30
    assert said - NOT_A_CODE - listed("import_row") == set()


def test_each_act_in_the_audit_log_has_words() -> None:
    written = set[str]()
    for _, call in calls(*SOURCE.rglob("*.py")):
        for keyword in call.keywords:
            if keyword.arg == "action" and isinstance(keyword.value, ast.Constant | ast.IfExp):
                written |= constants(keyword.value)

    assert len(written) > 30
    assert written - listed("audit_action") == set()


def test_each_event_of_an_order_has_words() -> None:
    files = [*(SOURCE / "actions").glob("*.py"), *(SOURCE / "orders").glob("*.py")]
    written = {
        code
        for name, call in calls(*files)
        if name == "add_event"
        for keyword in call.keywords
        if keyword.arg == "kind"
        for code in constants(keyword.value) | {getattr(keyword.value, "value", "paid")}
        if isinstance(code, str)
    }

    assert "late_payment" in written
    assert written - listed("order_event") == set()


def test_each_message_that_may_fail_has_a_sentence() -> None:
    messages = {message.type for message in (*background.HANDLERS, *function.HANDLERS)}

    assert messages - listed("failed_message") == set()


def test_a_reason_in_spanish_is_the_same_on_the_screen_and_in_the_file() -> None:
    words = json.loads((CHECKOUT / "spa" / "src" / "i18n" / "es.json").read_text())
    shown = {code: words[f"import_row.{code}"] for code in listed("import_row")}

    assert {code: reason_in("es", code, "") for code in shown} == shown
