"""The statuses of a campaign, and the conditions for sending it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID

from lonja.kernel.errors import Conflict, Invalid
from lonja.kernel.languages import best_of, is_language


class CampaignStatus(StrEnum):
    """The column's CHECK, the API and the SPA's type follow this."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    SENT = "sent"


_S = CampaignStatus

MOVES: Final[Mapping[CampaignStatus, frozenset[CampaignStatus]]] = {
    _S.DRAFT: frozenset({_S.SCHEDULED, _S.CANCELLED}),
    _S.SCHEDULED: frozenset({_S.DRAFT, _S.SENDING, _S.CANCELLED}),
    _S.SENDING: frozenset({_S.PAUSED, _S.SENT, _S.CANCELLED}),
    _S.PAUSED: frozenset({_S.SENDING, _S.CANCELLED}),
    _S.SENT: frozenset(),
    _S.CANCELLED: frozenset(),
}
STALLED_AFTER: Final = timedelta(minutes=10)
"""A campaign in progress moves each minute; one that does not has lost its messages."""
ENDED: Final = frozenset(status for status, to in MOVES.items() if not to)
NAME_CHARACTERS: Final = 120
SUBJECT_CHARACTERS: Final = 150
BODY_CHARACTERS: Final = 10_000


class WrongCampaignStatus(Conflict):
    """The request does not fit the campaign's status, which is in `facts["status"]`."""

    code: ClassVar[str] = "wrong_campaign_status"


class CampaignChanged(Conflict):
    code: ClassVar[str] = "campaign_changed"


@dataclass(frozen=True, slots=True)
class Segment:
    """The audience, among customers who agreed to marketing; None means any.

    `segment_id` names a segment of customers, whose rule is fixed when the campaign starts.
    """

    language: str | None = None
    country: str | None = None
    group_id: UUID | None = None
    segment_id: UUID | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "language": self.language,
            "country": self.country,
            "group_id": str(self.group_id) if self.group_id else None,
            "segment_id": str(self.segment_id) if self.segment_id else None,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Segment":
        """Unknown keys are of a newer version; a campaign that has them is not sent by this one."""
        unknown = sorted(set(stored) - {"language", "country", "group_id", "segment_id"})
        if unknown:
            raise Invalid(f"the segment names {', '.join(unknown)}, which is not known here")
        group_id, segment_id = stored.get("group_id"), stored.get("segment_id")
        return cls(
            stored.get("language"),
            stored.get("country"),
            UUID(group_id) if group_id else None,
            UUID(segment_id) if segment_id else None,
        )


@dataclass(frozen=True, slots=True)
class CampaignText:
    subject: str
    body: str


def check_move(status: CampaignStatus, to: CampaignStatus) -> None:
    if to not in MOVES[status]:
        raise WrongCampaignStatus(f"a campaign that is {status} cannot be {to}", status=status)


def check_content(*, name: str, segment: Segment, texts: Mapping[str, CampaignText]) -> None:
    """Raise `Invalid` naming the field where a campaign could not be stored as it is."""
    if not name.strip() or len(name) > NAME_CHARACTERS:
        raise Invalid(f"a name has between 1 and {NAME_CHARACTERS} characters", field="name")
    if segment.language is not None and not is_language(segment.language):
        raise Invalid(f"there is no language {segment.language!r}", field="segment.language")
    if segment.country is not None and not (
        len(segment.country) == 2 and segment.country.isascii() and segment.country.isupper()
    ):
        raise Invalid("a country has two capital letters", field="segment.country")
    for language, text in texts.items():
        if not is_language(language):
            raise Invalid(f"there is no language {language!r}", field="texts")
        if len(text.subject) > SUBJECT_CHARACTERS or len(text.body) > BODY_CHARACTERS:
            raise Invalid(
                f"at most {SUBJECT_CHARACTERS} characters of subject and {BODY_CHARACTERS} of body",
                field=f"texts.{language}",
            )
    everything = [name, *(part for t in texts.values() for part in (t.subject, t.body))]
    if any("\0" in part for part in everything):
        raise Invalid("a text holds a NUL character", field="texts")


def check_sendable(
    texts: Mapping[str, CampaignText], segment: Segment, languages: Sequence[str]
) -> None:
    """Every reader must get a text: in the campaign's one language, or in all of the shop's."""
    needed = (segment.language,) if segment.language else languages
    for language in needed:
        text = texts.get(language)
        if text is None or not text.subject.strip() or not text.body.strip():
            raise Invalid(
                f"subject and text in {language!r} are missing", field=f"texts.{language}"
            )


def language_for(texts: Mapping[str, CampaignText], language: str) -> str:
    """The reader's own language where there is a text in it, else one that there is."""
    return best_of(language, texts) or max(texts)


def texts_as_json(texts: Mapping[str, CampaignText]) -> dict[str, dict[str, str]]:
    return {
        language: {"subject": text.subject, "body": text.body} for language, text in texts.items()
    }


def texts_of(stored: Mapping[str, Mapping[str, str]]) -> dict[str, CampaignText]:
    return {
        language: CampaignText(text["subject"], text["body"]) for language, text in stored.items()
    }
