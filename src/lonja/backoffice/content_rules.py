"""Who may call what of pages, look, mails and what else the shop says: a part of `rules`."""

from collections.abc import Mapping
from typing import Final

from lonja.staff.api import Permission

CONTENT: Final[Mapping[str, Permission]] = {
    "listPages": Permission.CONTENT_READ,
    "getPage": Permission.CONTENT_READ,
    "getLegalDraft": Permission.CONTENT_READ,
    "previewPage": Permission.CONTENT_READ,
    "addPage": Permission.CONTENT_WRITE,
    "changePage": Permission.CONTENT_WRITE,
    "removePage": Permission.CONTENT_WRITE,
    "getHeaderMenu": Permission.CONTENT_READ,
    "saveHeaderMenu": Permission.CONTENT_WRITE,
    "getFooterMenu": Permission.CONTENT_READ,
    "saveFooterMenu": Permission.CONTENT_WRITE,
    "getFrontPage": Permission.CONTENT_READ,
    "saveFrontPage": Permission.CONTENT_WRITE,
    "getAnnouncement": Permission.CONTENT_READ,
    "saveAnnouncement": Permission.CONTENT_WRITE,
    "listContentVersions": Permission.CONTENT_READ,
    "getCheckoutSettings": Permission.SETTINGS_READ,
    "saveCheckoutSettings": Permission.SETTINGS_WRITE,
    "getFraudChecks": Permission.SETTINGS_READ,
    "saveFraudChecks": Permission.SETTINGS_WRITE,
    "getMailTexts": Permission.CONTENT_READ,
    "getTags": Permission.SETTINGS_READ,
    "saveTags": Permission.SETTINGS_WRITE,
    "listConsentCounts": Permission.SETTINGS_READ,
    "getLegalNotices": Permission.CONTENT_READ,
    "saveLegalNotices": Permission.CONTENT_WRITE,
    "getLaw": Permission.CONTENT_READ,
    "previewDraft": Permission.CONTENT_WRITE,
    "getLook": Permission.CONTENT_READ,
    "saveLook": Permission.CONTENT_WRITE,
    "saveMailTexts": Permission.CONTENT_WRITE,
    "previewMail": Permission.CONTENT_READ,
    "testMail": Permission.CONTENT_WRITE,
    "listRedirects": Permission.CONTENT_READ,
    "getRedirect": Permission.CONTENT_READ,
    "exportRedirects": Permission.CONTENT_READ,
    "addRedirect": Permission.CONTENT_WRITE,
    "importRedirects": Permission.CONTENT_WRITE,
    "changeRedirect": Permission.CONTENT_WRITE,
    "removeRedirect": Permission.CONTENT_WRITE,
}
