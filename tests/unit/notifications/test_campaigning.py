import pytest

from lonja.kernel.errors import Invalid
from lonja.notifications._campaigning import (
    CampaignStatus,
    CampaignText,
    Segment,
    WrongCampaignStatus,
    check_content,
    check_move,
    check_sendable,
    language_for,
)

BOTH = {"es": CampaignText("Hola", "Texto"), "en": CampaignText("Hello", "Text")}

_S = CampaignStatus
ALLOWED: dict[CampaignStatus, set[CampaignStatus]] = {
    _S.DRAFT: {_S.SCHEDULED, _S.CANCELLED},
    _S.SCHEDULED: {_S.DRAFT, _S.SENDING, _S.CANCELLED},
    _S.SENDING: {_S.PAUSED, _S.SENT, _S.CANCELLED},
    _S.PAUSED: {_S.SENDING, _S.CANCELLED},
    _S.SENT: set[CampaignStatus](),
    _S.CANCELLED: set[CampaignStatus](),
}


@pytest.mark.parametrize("status", ALLOWED)
class TestAMove:
    def test_goes_where_the_table_leads(self, status: CampaignStatus) -> None:
        for to in ALLOWED[status]:
            check_move(status, to)

    def test_goes_nowhere_else(self, status: CampaignStatus) -> None:
        for to in set(ALLOWED) - ALLOWED[status]:
            with pytest.raises(WrongCampaignStatus) as refused:
                check_move(status, to)
            assert refused.value.facts == {"status": status}


class TestACampaign:
    @pytest.mark.parametrize(
        ("name", "segment", "texts", "field"),
        [
            (" ", Segment(), BOTH, "name"),
            ("x" * 121, Segment(), BOTH, "name"),
            ("x", Segment(language="German"), BOTH, "segment.language"),
            ("x", Segment(country="es"), BOTH, "segment.country"),
            ("x", Segment(country="ESP"), BOTH, "segment.country"),
            ("x", Segment(), {"FI": CampaignText("a", "b")}, "texts"),
            ("x", Segment(), {"es": CampaignText("a" * 151, "b")}, "texts.es"),
            ("x", Segment(), {"es": CampaignText("a", "b" * 10_001)}, "texts.es"),
            ("x", Segment(), {"es": CampaignText("a\0", "b")}, "texts"),
        ],
    )
    def test_is_refused_by_the_field_that_is_wrong(
        self, name: str, segment: Segment, texts: dict[str, CampaignText], field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            check_content(name=name, segment=segment, texts=texts)

        assert refused.value.facts == {"field": field}

    def test_needs_a_text_for_every_reader_it_may_meet(self) -> None:
        only_spanish = {"es": BOTH["es"]}
        check_sendable(BOTH, Segment(), ("es", "en"))
        check_sendable(only_spanish, Segment(language="es"), ("es", "en"))

        for texts, segment in (
            (only_spanish, Segment()),
            (only_spanish, Segment(language="en")),
            ({**BOTH, "en": CampaignText(" ", "Text")}, Segment()),
        ):
            with pytest.raises(Invalid) as refused:
                check_sendable(texts, segment, ("es", "en"))
            assert refused.value.facts == {"field": "texts.en"}

    def test_falls_back_to_another_language_for_a_reader_who_has_none_of_its_own(self) -> None:
        assert language_for(BOTH, "en") == "en"
        assert language_for(BOTH, "fr") == "es"
        assert language_for({"en": BOTH["en"]}, "es") == "en"

    def test_with_a_segment_of_a_newer_version_is_not_sent_to_everybody(self) -> None:
        with pytest.raises(Invalid):
            Segment.of({"language": None, "spent_at_least": 100})
