"""What the shop's mails say in place of the theme: read, written, seen, sent to oneself."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.actions import mail_texts
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.content.api import MailWords
from lonja.hosting.deps import Db, In, Out, PathText, Reading, Storable, TheShop
from lonja.kernel.languages import Language

router = APIRouter(prefix="/mail-texts", tags=["content"])

Short = Annotated[str, StringConstraints(max_length=200), Storable]
Long = Annotated[str, StringConstraints(max_length=4_000), Storable]


class MailWordsOut(Out):
    subject: str
    headline: str
    text: str
    button: str
    footer: str


class MailKind(Out):
    """`written` by language in place of `theirs`, the theme's own, which stand where a part is empty.

    `needed`: what a text may not leave out.
    """

    kind: str
    placeholders: list[str]
    needed: list[str]
    written: dict[str, MailWordsOut]
    theirs: dict[str, MailWordsOut]


class MailTexts(Out):
    """Version 0: nobody wrote anything, and all mails say what the theme says."""

    version: int
    changed_at: datetime | None
    changed_by: str
    kinds: list[MailKind]


class MailWordsAsked(In):
    subject: Short = ""
    headline: Short = ""
    text: Long = ""
    button: Short = ""
    footer: Long = ""

    def words(self) -> MailWords:
        return MailWords(**self.model_dump())


class MailTextsAsked(In):
    """By language; without one the theme's words stand in it."""

    texts: Annotated[dict[Language, MailWordsAsked], Field(max_length=20)]


class MailPreviewAsked(In):
    language: Language
    words: MailWordsAsked


class MailTestOrder(In):
    language: Language


class MailPreview(Out):
    subject: str
    text: str
    html: str


def _out(words: MailWords) -> MailWordsOut:
    return MailWordsOut.model_validate(words, from_attributes=True)


async def _all(shop: Shop, found: content.Edition[content.Mails]) -> MailTexts:
    facts, mails = await shop.facts.get(), await shop.mails()
    return MailTexts(
        version=found.version,
        changed_at=found.changed_at,
        changed_by=found.changed_by,
        kinds=[
            MailKind(
                kind=kind,
                placeholders=list(mail_texts.PLACEHOLDERS[kind]),
                needed=list(mail_texts.NEEDED.get(kind, ())),
                written={
                    language: _out(words)
                    for language, words in found.document.kinds.get(kind, {}).items()
                },
                theirs={
                    language: _out(
                        mails.own_words(
                            kind, mail_texts.named(kind), language=language, shop="{shop}"
                        )
                    )
                    for language in facts.languages
                },
            )
            for kind in mail_texts.KINDS
        ],
    )


@router.get("", operation_id="getMailTexts")
async def get_mail_texts(db: Reading, shop: TheShop) -> MailTexts:
    return await _all(shop, await content.current(db, content.Mails))


@router.put("/{kind}", operation_id="saveMailTexts")
async def save_mail_texts(
    kind: PathText,
    asked: MailTextsAsked,
    version: IfMatch,
    db: Db,
    shop: TheShop,
    me: Me,
    now: Now,
) -> MailTexts:
    """What one kind of mail says, whole. A part that is left out or empty is the theme's."""
    texts: dict[str, MailWords] = {
        language: words.words() for language, words in asked.texts.items()
    }
    saved = await mail_texts.save(
        db, kind=kind, texts=texts, version=version, actor=me.email, now=now
    )
    return await _all(shop, saved)


@router.post("/{kind}/preview", operation_id="previewMail")
async def preview_mail(
    kind: PathText, asked: MailPreviewAsked, shop: TheShop, now: Now
) -> MailPreview:
    """The mail with these words and a made-up order; nothing is kept."""
    words = asked.words.words()
    mail_texts.check_words(kind, {asked.language: words})
    facts = await shop.facts.get()
    mail = (await shop.mails()).render(
        kind,
        mail_texts.sample(kind, now=now, currency=facts.currency, time_zone=facts.time_zone),
        language=asked.language,
        shop=facts.called,
        words=content.stripped(words),
    )
    return MailPreview(subject=mail.subject, text=mail.text, html=mail.html)


@router.put("/{kind}/tests/{test_id}", status_code=202, operation_id="testMail")
async def test_mail(
    kind: PathText, test_id: UUID, asked: MailTestOrder, db: Db, me: Me, now: Now
) -> None:
    """Send what is saved to whoever asks; the same id twice is one mail."""
    await mail_texts.send_test(
        db,
        test_id=test_id,
        kind=kind,
        recipient=me.email,
        language=asked.language,
        actor=me.email,
        now=now,
    )
