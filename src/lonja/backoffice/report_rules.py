"""Who may call what of the reports, and of what they tell by themselves: a part of `rules`."""

from typing import Final

from lonja.staff.api import Permission

WHOLE_SHOP: Final = frozenset(
    {
        "listRfmSegments",
        "listCohorts",
        "listClassCells",
        "listItemClasses",
        "listBoughtTogether",
        "getForecasts",
        "listForecasts",
        "getForecastChart",
        "getTaxSummary",
        "exportJournal",
    }
)
"""What is of the whole shop and cannot be told by row: not for who sees some rows of reports only."""

REPORTS: Final[dict[str, Permission]] = {
    "listReportMails": Permission.REPORTS_READ,
    "listBriefingPeople": Permission.REPORTS_READ,
    "saveReportMail": Permission.REPORTS_READ,
    "removeReportMail": Permission.REPORTS_READ,
    "sendReportMailNow": Permission.REPORTS_READ,
    "leaveReportMail": Permission.REPORTS_READ,
    "listReportMailRuns": Permission.REPORTS_READ,
    "previewReportMail": Permission.REPORTS_READ,
    "listAlerts": Permission.REPORTS_READ,
    "saveAlert": Permission.REPORTS_READ,
    "removeAlert": Permission.REPORTS_READ,
    "muteAlert": Permission.REPORTS_READ,
    "listAlertEvents": Permission.REPORTS_READ,
    "listReportNotes": Permission.REPORTS_READ,
    "saveReportNote": Permission.REPORTS_READ,
    "removeReportNote": Permission.REPORTS_READ,
    "listReports": Permission.REPORTS_READ,
    "listMeanings": Permission.REPORTS_READ,
    "listReportChoices": Permission.REPORTS_READ,
    "getPulse": Permission.REPORTS_READ,
    "exploreReport": Permission.REPORTS_READ,
    "listOrdersBehind": Permission.REPORTS_READ,
    "listReportValues": Permission.REPORTS_READ,
    "getReport": Permission.REPORTS_READ,
    "exportReport": Permission.REPORTS_READ,
    "getReportEmbed": Permission.REPORTS_READ,
    # Money and customers need permissions of their own, metric by metric: reports.check.
    "listInsightRuns": Permission.REPORTS_READ,
    "makeInsights": Permission.ETL_RUN,
    "getForecasts": Permission.REPORTS_READ,
    "listForecasts": Permission.REPORTS_READ,
    "getForecastChart": Permission.REPORTS_READ,
    "makeForecast": Permission.ETL_RUN,
    "listRfmSegments": Permission.REPORTS_MONEY,
    "listCustomerScores": Permission.CUSTOMERS_READ,
    "listCohorts": Permission.REPORTS_MONEY,
    "listClassCells": Permission.REPORTS_MONEY,
    "listItemClasses": Permission.REPORTS_MONEY,
    "listBoughtTogether": Permission.REPORTS_READ,
    "getReorderProposal": Permission.STOCK_READ,
    "exportReorderProposal": Permission.STOCK_READ,
    "setSupplyTerms": Permission.STOCK_ADJUST,
    "getAutomatic": Permission.SETTINGS_READ,
    "setAutomatic": Permission.SETTINGS_WRITE,
    "draftSegmentCampaign": Permission.CAMPAIGNS_SEND,
}
