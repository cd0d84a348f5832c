"""Who may call what: one line per operation, read in one place, before anything else happens.

An operation without a line cannot be called by anyone, and a test fails for it.
"""

from enum import Enum, auto
from typing import Annotated, Final

from fastapi import Depends, Request

from lonja.backoffice.content_rules import CONTENT
from lonja.backoffice.deps import session_token
from lonja.hosting.cross_site import check_same_site
from lonja.hosting.deps import shop_of
from lonja.kernel import clock
from lonja.kernel.errors import Forbidden, Refused
from lonja.staff import api as staff
from lonja.staff.api import Permission, SignedIn


class Access(Enum):
    ANYONE = auto()
    SIGNED_IN = auto()


class NotSignedIn(Refused):
    code = "signed_out"


RULES: Final[dict[str, Permission | Access]] = {
    **CONTENT,
    "signIn": Access.ANYONE,
    "listDemoAccounts": Access.ANYONE,
    "signOut": Access.SIGNED_IN,
    "getMyself": Access.SIGNED_IN,
    "getChoices": Access.SIGNED_IN,
    "listMySessions": Access.SIGNED_IN,
    "endMySession": Access.SIGNED_IN,
    "getOverview": Access.SIGNED_IN,
    "followDesk": Access.SIGNED_IN,
    "changeMyPassword": Access.SIGNED_IN,
    "openInvitation": Access.ANYONE,
    "acceptInvitation": Access.ANYONE,
    "listStaff": Permission.STAFF_READ,
    "listRoles": Permission.STAFF_READ,
    "getRole": Permission.STAFF_READ,
    "addRole": Permission.STAFF_WRITE,
    "changeRole": Permission.STAFF_WRITE,
    "removeRole": Permission.STAFF_WRITE,
    "listInvitations": Permission.STAFF_READ,
    "inviteStaff": Permission.STAFF_WRITE,
    "renewStaff": Permission.STAFF_WRITE,
    "withdrawInvitation": Permission.STAFF_WRITE,
    "changeStaff": Permission.STAFF_WRITE,
    "listOrders": Permission.ORDERS_READ,
    "getOrder": Permission.ORDERS_READ,
    "followOrders": Permission.ORDERS_READ,
    "followOrder": Permission.ORDERS_READ,
    "shipOrder": Permission.ORDERS_SHIP,
    "deliverOrder": Permission.ORDERS_SHIP,
    "beginParcel": Permission.ORDERS_SHIP,
    "moveParcel": Permission.ORDERS_SHIP,
    "moveAllocation": Permission.ORDERS_SHIP,
    "listTasks": Permission.ORDERS_READ,
    "countTasks": Permission.ORDERS_READ,
    "getPickList": Permission.ORDERS_READ,
    "moveParcels": Permission.ORDERS_SHIP,
    "beginWave": Permission.ORDERS_SHIP,
    "shipMany": Permission.ORDERS_SHIP,
    "getFulfilmentPolicy": Permission.ORDERS_READ,
    "setFulfilmentPolicy": Permission.SETTINGS_WRITE,
    "cancelOrder": Permission.ORDERS_CANCEL,
    "listOrderTags": Permission.ORDERS_READ,
    "listColleagues": Permission.ORDERS_READ,
    "holdOrder": Permission.ORDERS_WRITE,
    "releaseOrder": Permission.ORDERS_WRITE,
    "tagOrder": Permission.ORDERS_WRITE,
    "assignOrder": Permission.ORDERS_WRITE,
    "archiveOrder": Permission.ORDERS_WRITE,
    "unarchiveOrder": Permission.ORDERS_WRITE,
    "noteOnOrder": Permission.ORDERS_WRITE,
    "removeOrderNote": Permission.ORDERS_WRITE,
    "markOrders": Permission.ORDERS_WRITE,
    "listViews": Access.SIGNED_IN,
    "saveView": Access.SIGNED_IN,
    "removeView": Access.SIGNED_IN,
    "listDrafts": Permission.ORDERS_READ,
    "getDraft": Permission.ORDERS_READ,
    "listDraftMethods": Permission.ORDERS_READ,
    "beginDraft": Permission.ORDERS_WRITE,
    "duplicateOrder": Permission.ORDERS_WRITE,
    "changeDraft": Permission.ORDERS_WRITE,
    "setDraftLine": Permission.ORDERS_WRITE,
    "setDraftPrice": Permission.ORDERS_DISCOUNT,
    "holdDraftStock": Permission.ORDERS_WRITE,
    "freeDraftStock": Permission.ORDERS_WRITE,
    "placeDraft": Permission.ORDERS_WRITE,
    "closeDraft": Permission.ORDERS_WRITE,
    "addCustomer": Permission.CUSTOMERS_WRITE,
    "refundOrder": Permission.ORDERS_REFUND,
    "settleRefund": Permission.ORDERS_REFUND,
    "receivePayment": Permission.ORDERS_REFUND,
    "sendPaymentLink": Permission.ORDERS_SHIP,
    "resendMail": Permission.ORDERS_SHIP,
    "refuseParcel": Permission.ORDERS_REFUND,
    "listAwaitedPayments": Permission.ORDERS_READ,
    "listRefundsByHand": Permission.ORDERS_READ,
    "getTaxSummary": Permission.REPORTS_READ,
    "exportJournal": Permission.REPORTS_READ,
    "importBankFile": Permission.ORDERS_REFUND,
    "listBankLines": Permission.ORDERS_READ,
    "assignBankLine": Permission.ORDERS_REFUND,
    "setBankLineAside": Permission.ORDERS_REFUND,
    "listDocuments": Permission.ORDERS_READ,
    "listOrderDocuments": Permission.ORDERS_READ,
    "getDocumentPdf": Permission.ORDERS_READ,
    "issueInvoice": Permission.ORDERS_SHIP,
    "printDocumentAgain": Permission.ORDERS_READ,
    "printOrders": Permission.ORDERS_READ,
    "getPrint": Permission.ORDERS_READ,
    "getPrintPdf": Permission.ORDERS_READ,
    "listDisputes": Permission.ORDERS_READ,
    "listReturns": Permission.ORDERS_READ,
    "getReturn": Permission.ORDERS_READ,
    "listOrderReturns": Permission.ORDERS_READ,
    "listUnmatchedWithdrawals": Permission.ORDERS_READ,
    "openReturn": Permission.ORDERS_REFUND,
    "decideReturn": Permission.ORDERS_REFUND,
    "receiveReturn": Permission.ORDERS_SHIP,
    "settleReturn": Permission.ORDERS_REFUND,
    "cancelReturn": Permission.ORDERS_REFUND,
    "getReturnPolicy": Permission.SETTINGS_READ,
    "changeReturnPolicy": Permission.SETTINGS_WRITE,
    "getProductReturns": Permission.PRODUCTS_READ,
    "setProductReturns": Permission.PRODUCTS_WRITE,
    "listProducts": Permission.PRODUCTS_READ,
    "getProduct": Permission.PRODUCTS_READ,
    "listPriceChanges": Permission.PRODUCTS_READ,
    "proposeAddress": Permission.PRODUCTS_READ,
    "listProductEvents": Permission.PRODUCTS_READ,
    "createProduct": Permission.PRODUCTS_WRITE,
    "editProduct": Permission.PRODUCTS_WRITE,
    "saveVariants": Permission.PRODUCTS_WRITE,
    "duplicateProduct": Permission.PRODUCTS_WRITE,
    "removeProduct": Permission.PRODUCTS_WRITE,
    "setPrice": Permission.PRICES_WRITE,
    "previewProduct": Permission.PRODUCTS_READ,
    "previewBulkEdit": Permission.PRODUCTS_WRITE,
    "beginBulkEdit": Permission.PRODUCTS_WRITE,
    "undoBulkEdit": Permission.PRODUCTS_WRITE,
    "listBulkEdits": Permission.PRODUCTS_READ,
    "getBulkEdit": Permission.PRODUCTS_READ,
    "listScheduledPrices": Permission.PRODUCTS_READ,
    "listPriorPrices": Permission.PRODUCTS_READ,
    "schedulePrices": Permission.PRICES_WRITE,
    "endSchedule": Permission.PRICES_WRITE,
    "listPriceLists": Permission.PRODUCTS_READ,
    "getPriceList": Permission.PRODUCTS_READ,
    "listListedPrices": Permission.PRODUCTS_READ,
    "addPriceList": Permission.PRICES_WRITE,
    "changePriceList": Permission.PRICES_WRITE,
    "removePriceList": Permission.PRICES_WRITE,
    "setListPrices": Permission.PRICES_WRITE,
    "addPicture": Permission.PRODUCTS_WRITE,
    "pictureUploaded": Permission.PRODUCTS_WRITE,
    "describePicture": Permission.PRODUCTS_WRITE,
    "orderPictures": Permission.PRODUCTS_WRITE,
    "removePicture": Permission.PRODUCTS_WRITE,
    "listLocations": Permission.STOCK_READ,
    "getLocation": Permission.STOCK_READ,
    "getLocationContents": Permission.STOCK_READ,
    "undoLocation": Permission.SETTINGS_WRITE,
    "addLocation": Permission.SETTINGS_WRITE,
    "changeLocation": Permission.SETTINGS_WRITE,
    "closeLocation": Permission.SETTINGS_WRITE,
    "listTaxClasses": Permission.SETTINGS_READ,
    "getTaxClass": Permission.SETTINGS_READ,
    "addTaxClass": Permission.SETTINGS_WRITE,
    "changeTaxClass": Permission.SETTINGS_WRITE,
    "removeTaxClass": Permission.SETTINGS_WRITE,
    "listTaxRates": Permission.SETTINGS_READ,
    "listTaxTerritories": Permission.SETTINGS_READ,
    "getTaxRate": Permission.SETTINGS_READ,
    "addTaxRate": Permission.SETTINGS_WRITE,
    "changeTaxRate": Permission.SETTINGS_WRITE,
    "removeTaxRate": Permission.SETTINGS_WRITE,
    "listShippingZones": Permission.SETTINGS_READ,
    "getShippingZone": Permission.SETTINGS_READ,
    "addShippingZone": Permission.SETTINGS_WRITE,
    "changeShippingZone": Permission.SETTINGS_WRITE,
    "removeShippingZone": Permission.SETTINGS_WRITE,
    "checkShipping": Permission.SETTINGS_READ,
    "listShippingMethods": Permission.SETTINGS_READ,
    "getShippingMethod": Permission.SETTINGS_READ,
    "addShippingMethod": Permission.SETTINGS_WRITE,
    "changeShippingMethod": Permission.SETTINGS_WRITE,
    "removeShippingMethod": Permission.SETTINGS_WRITE,
    "listPaymentMethods": Permission.SETTINGS_READ,
    "getPaymentMethod": Permission.SETTINGS_READ,
    "changePaymentMethod": Permission.SETTINGS_WRITE,
    "undoPaymentMethod": Permission.SETTINGS_WRITE,
    "getSettings": Permission.SETTINGS_READ,
    "changeSettings": Permission.SETTINGS_WRITE,
    "listSettingsVersions": Permission.SETTINGS_READ,
    "setUpShop": Permission.SETTINGS_WRITE,
    "listSetupProposals": Permission.SETTINGS_READ,
    "getSetupProposal": Permission.SETTINGS_READ,
    "getSetupGuide": Permission.SETTINGS_READ,
    "skipGuideStep": Permission.SETTINGS_WRITE,
    "resumeGuideStep": Permission.SETTINGS_WRITE,
    "addExamples": Permission.PRODUCTS_WRITE,
    "removeExamples": Permission.PRODUCTS_WRITE,
    "getOpening": Permission.SETTINGS_READ,
    "openShop": Permission.SHOP_OPEN,
    "closeShop": Permission.SHOP_OPEN,
    "setShopPassword": Permission.SHOP_OPEN,
    "removeShopPassword": Permission.SHOP_OPEN,
    "previewShop": Permission.SETTINGS_READ,
    "listCustomers": Permission.CUSTOMERS_READ,
    "getCustomer": Permission.CUSTOMERS_READ,
    "tagCustomer": Permission.CUSTOMERS_WRITE,
    "noteOnCustomer": Permission.CUSTOMERS_WRITE,
    "removeCustomerNote": Permission.CUSTOMERS_WRITE,
    "exportCustomer": Permission.CUSTOMERS_ERASE,
    "previewErasure": Permission.CUSTOMERS_ERASE,
    "eraseCustomer": Permission.CUSTOMERS_ERASE,
    "previewMerge": Permission.CUSTOMERS_ERASE,
    "mergeCustomers": Permission.CUSTOMERS_ERASE,
    # Names and numbers: who writes a campaign or a promotion chooses among them.
    "listCustomerGroups": Access.SIGNED_IN,
    "listSegments": Access.SIGNED_IN,
    "getCustomerGroup": Permission.CUSTOMERS_READ,
    "addCustomerGroup": Permission.CUSTOMERS_WRITE,
    "changeCustomerGroup": Permission.CUSTOMERS_WRITE,
    "removeCustomerGroup": Permission.CUSTOMERS_WRITE,
    "changeGroupMembers": Permission.CUSTOMERS_WRITE,
    "groupCustomer": Permission.CUSTOMERS_WRITE,
    "getSegment": Permission.CUSTOMERS_READ,
    "countSegment": Permission.CUSTOMERS_READ,
    "addSegment": Permission.CUSTOMERS_WRITE,
    "changeSegment": Permission.CUSTOMERS_WRITE,
    "removeSegment": Permission.CUSTOMERS_WRITE,
    "listCategories": Permission.PRODUCTS_READ,
    "getCategory": Permission.PRODUCTS_READ,
    "addCategory": Permission.PRODUCTS_WRITE,
    "orderCategories": Permission.PRODUCTS_WRITE,
    "changeCategory": Permission.PRODUCTS_WRITE,
    "removeCategory": Permission.PRODUCTS_WRITE,
    "listCollections": Permission.PRODUCTS_READ,
    "getCollection": Permission.PRODUCTS_READ,
    "addCollection": Permission.PRODUCTS_WRITE,
    "changeCollection": Permission.PRODUCTS_WRITE,
    "removeCollection": Permission.PRODUCTS_WRITE,
    "listProductTypes": Permission.PRODUCTS_READ,
    "getProductType": Permission.PRODUCTS_READ,
    "addProductType": Permission.PRODUCTS_WRITE,
    "changeProductType": Permission.PRODUCTS_WRITE,
    "removeProductType": Permission.PRODUCTS_WRITE,
    "listGiftCards": Permission.CREDIT_READ,
    "getCreditLimits": Permission.CREDIT_READ,
    "getCreditOwed": Permission.CREDIT_READ,
    "getGiftCard": Permission.CREDIT_READ,
    "issueGiftCard": Permission.CREDIT_WRITE,
    "changeGiftCard": Permission.CREDIT_WRITE,
    "adjustGiftCard": Permission.CREDIT_WRITE,
    "getStoreCredit": Permission.CREDIT_READ,
    "giveStoreCredit": Permission.CREDIT_WRITE,
    "listPromotions": Permission.PROMOTIONS_READ,
    "getPromotion": Permission.PROMOTIONS_READ,
    "simulatePromotions": Permission.PROMOTIONS_READ,
    "listPromotionCodes": Permission.PROMOTIONS_READ,
    "listCodeBatches": Permission.PROMOTIONS_READ,
    "getCodeBatch": Permission.PROMOTIONS_READ,
    "exportCodeBatch": Permission.PROMOTIONS_READ,
    "addPromotion": Permission.PROMOTIONS_WRITE,
    "changePromotion": Permission.PROMOTIONS_WRITE,
    "removePromotion": Permission.PROMOTIONS_WRITE,
    "addPromotionCode": Permission.PROMOTIONS_WRITE,
    "limitPromotionCode": Permission.PROMOTIONS_WRITE,
    "removePromotionCode": Permission.PROMOTIONS_WRITE,
    "orderCodeBatch": Permission.PROMOTIONS_WRITE,
    "listStock": Permission.STOCK_READ,
    "getStock": Permission.STOCK_READ,
    "listMovements": Permission.STOCK_READ,
    "getStockAsOf": Permission.STOCK_READ,
    "setThreshold": Permission.STOCK_ADJUST,
    "adjustStock": Permission.STOCK_ADJUST,
    "listImports": Permission.IMPORTS_READ,
    "getImport": Permission.IMPORTS_READ,
    "followImport": Permission.IMPORTS_READ,
    "listImportErrors": Permission.IMPORTS_READ,
    "downloadImportErrors": Permission.IMPORTS_READ,
    "getImportMatching": Permission.IMPORTS_READ,
    "listImportChanges": Permission.IMPORTS_READ,
    "startImport": Permission.IMPORTS_RUN,
    "matchImport": Permission.IMPORTS_RUN,
    "confirmImport": Permission.IMPORTS_RUN,
    "importUploaded": Permission.IMPORTS_RUN,
    "undoImport": Permission.IMPORTS_RUN,
    "exportList": Access.SIGNED_IN,  # each list needs its own permissions: exports.NEEDS
    "listCampaigns": Permission.CAMPAIGNS_READ,
    "countAudience": Permission.CAMPAIGNS_READ,
    "previewCampaign": Permission.CAMPAIGNS_READ,
    "getCampaign": Permission.CAMPAIGNS_READ,
    "followCampaign": Permission.CAMPAIGNS_READ,
    "createCampaign": Permission.CAMPAIGNS_SEND,
    "editCampaign": Permission.CAMPAIGNS_SEND,
    "moveCampaign": Permission.CAMPAIGNS_SEND,
    "testCampaign": Permission.CAMPAIGNS_SEND,
    "listReviews": Permission.REVIEWS_READ,
    "decideReview": Permission.REVIEWS_MODERATE,
    "answerReview": Permission.REVIEWS_MODERATE,
    "listReportChoices": Permission.REPORTS_READ,
    "getReport": Permission.REPORTS_READ,
    "getReportEmbed": Permission.REPORTS_READ,
    "listEtlRuns": Permission.ETL_READ,
    "startEtlRun": Permission.ETL_RUN,
    "listDeadLetters": Permission.DEAD_LETTERS_READ,
    "getDeadLetter": Permission.DEAD_LETTERS_READ,
    "replayDeadLetter": Permission.DEAD_LETTERS_MEND,
    "discardDeadLetter": Permission.DEAD_LETTERS_MEND,
    "listAudit": Permission.AUDIT_READ,
    "verifyAudit": Permission.AUDIT_READ,
}


async def check(request: Request) -> None:
    """Every route of the API depends on this; the person, if any, stays on the request."""
    rule = RULES[request.scope["route"].operation_id]
    check_same_site(request, shop_of(request).settings.backoffice_url)
    request.state.me = None
    if rule is Access.ANYONE:
        return
    token = session_token(request)
    if token:
        async with shop_of(request).database.reading() as db:
            request.state.me = await staff.who_is(db, token, now=clock.now())
    me: SignedIn | None = request.state.me
    if me is None:
        raise NotSignedIn("sign in first, or again: the session ended")
    if isinstance(rule, Permission):
        need(me, rule)


def need(me: SignedIn, permission: Permission) -> None:
    """Raise `Forbidden`, which names the permission, unless they have it."""
    if permission not in me.permissions:
        raise Forbidden(f"this needs the permission {permission}", permission=str(permission))


async def may_watch(request: Request) -> bool:
    """Whether who opened this live page may still see it, signed in and in a role that may."""
    rule, token = RULES[request.scope["route"].operation_id], session_token(request)
    async with shop_of(request).database.reading() as db:
        me = await staff.who_is(db, token or "", now=clock.now(), is_click=False)
    return me is not None and (rule is Access.SIGNED_IN or rule in me.permissions)


def signed_in(request: Request) -> SignedIn:
    me: SignedIn | None = request.state.me
    assert me is not None, "an operation open to anyone asked who is there"
    return me


Me = Annotated[SignedIn, Depends(signed_in)]
