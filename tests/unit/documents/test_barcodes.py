from lonja.documents._printing.barcodes import barcode_svg, code_128


def test_a_code_has_start_text_check_and_stop() -> None:
    # Start B, "A" (33) and the check (104 + 33) mod 103 = 34, then the stop.
    assert code_128("A") == [int(one) for one in "2112141113231311232331112"]


def test_each_symbol_is_eleven_modules_wide() -> None:
    assert sum(code_128("LON-10024")) == 11 * (1 + 9 + 1) + 13


def test_what_no_scanner_knows_is_a_question_mark() -> None:
    assert code_128("Ñ") == code_128("?")
    assert barcode_svg("A").count("M") == 13  # three bars a symbol, and four of the stop
