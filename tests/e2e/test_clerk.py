"""A clerk's day in the back office, in a real browser over the whole topology."""

import csv
import io
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from azure.storage.queue import QueueClient, TextBase64EncodePolicy
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.support.desk import Shop, at_the_desk, chosen_topology, sign_in, until

from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Envelope
from lonja.notifications.api import CampaignTest
from lonja_tools.laptop import topology

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

SOON_MS = 60_000


@pytest.fixture(scope="module")
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop(chosen_topology(request))


@pytest.fixture(scope="module")
def clerk(shop: Shop, browser: Browser) -> Iterator[Page]:
    """Signed in once for the day."""
    with at_the_desk(browser) as page:
        sign_in(page, shop.topology, "clerk")
        yield page


@pytest.fixture
def desk(shop: Shop) -> str:
    return shop.topology.url("back-office")


def buyer() -> str:
    return f"buyer-{uuid4().hex[:12]}@example.com"


def ship(clerk: Page, desk: str, number: str) -> None:
    """A confirmed order leaves whole; a double click sends one parcel."""
    clerk.goto(f"{desk}/orders/{number}")
    heading = clerk.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Confirmed", timeout=SOON_MS)
    clerk.get_by_role("button", name="Ship", exact=True).click()
    clerk.get_by_role("combobox", name="Carrier").fill("Correos")
    clerk.get_by_role("option", name="Correos", exact=True).click()
    clerk.get_by_label("Tracking number").fill("CX123456789ES")
    clerk.get_by_role("button", name="Ship and notify the customer").dblclick()
    expect(heading).to_contain_text("Shipped")


class TestAnOrder:
    def test_appears_by_itself_is_shipped_and_the_buyer_is_told(
        self, clerk: Page, shop: Shop, desk: str
    ) -> None:
        clerk.goto(f"{desk}/orders")
        expect(clerk.get_by_text("Live", exact=True)).to_be_visible()
        email = buyer()

        order = shop.buy(shop.product()["variants"][0]["sku"], email)
        row = clerk.get_by_role("row").filter(has_text=order["number"])
        expect(row).to_be_visible(timeout=SOON_MS)
        expect(row).to_contain_text("Confirmed", timeout=SOON_MS)

        ship(clerk, desk, order["number"])
        expect(clerk.get_by_text("Email sent: order shipped")).to_be_visible(timeout=SOON_MS)

        def two() -> list[dict[str, Any]] | None:
            found = shop.mails(to=email)
            return found if len(found) > 1 else None

        mails = until("the second mail", two)
        second = shop.mail(mails[0]["id"])
        assert order["number"] in second["subject"]
        assert "CX123456789ES" in second["text"]
        assert len({mail["message_id"] for mail in mails}) == 2

    def test_that_is_not_paid_cannot_be_shipped_and_says_why(
        self, clerk: Page, shop: Shop, desk: str
    ) -> None:
        clerk.goto(f"{desk}/orders?show=cancelled")
        clerk.get_by_role("row").nth(1).get_by_role("link").click()

        ship = clerk.get_by_role("button", name="Ship", exact=True)
        expect(ship).to_have_attribute("aria-disabled", "true")
        ship.hover()
        expect(clerk.get_by_role("tooltip")).to_contain_text("It is cancelled.")


class TestAReturn:
    def test_with_a_picture_is_exchanged_once_its_goods_are_back(
        self,
        clerk: Page,
        shop: Shop,
        desk: str,
        phone_without_script: BrowserContext,
        tmp_path: Path,
    ) -> None:
        email, photo = buyer(), tmp_path / "box.png"
        Image.new("RGB", (640, 480), (158, 63, 31)).save(photo)
        order = shop.buy(shop.product(skip=1)["variants"][0]["sku"], email)
        number, page = order["number"], phone_without_script.new_page()
        ship(clerk, desk, number)

        page.goto(f"{shop.topology.url()}/en/orders/{number}/returns?token={order['token']}")
        page.get_by_label("Pieces to return").select_option("1")
        page.get_by_label("Reason").select_option(index=1)
        page.get_by_label("In its place").select_option(index=1)
        page.get_by_label("Pictures of it").set_input_files(photo)
        page.get_by_role("button", name="Ask for the return").click()
        expect(page.get_by_role("img", name="Picture 1")).to_be_visible()

        clerk.goto(f"{desk}/orders/{number}")
        clerk.get_by_role("link", name=re.compile("^RT-")).first.click()
        picture = clerk.get_by_role("img", name="Picture 1")
        expect(picture).to_be_visible()
        until("the picture is drawn", lambda: picture.evaluate("one => one.naturalWidth") == 640)
        clerk.get_by_role("button", name="Decide").click()
        clerk.get_by_role("button", name="Approve", exact=True).click()
        expect(clerk.get_by_text("Decided. The customer gets an email.")).to_be_visible()
        clerk.get_by_role("button", name="Receive goods").click()
        dialog = clerk.get_by_role("dialog")
        dialog.get_by_label(re.compile("^Resellable of")).fill("1")
        dialog.get_by_role("button", name="Receive goods").click()
        expect(clerk.get_by_text("Received. The customer gets an email.")).to_be_visible()

        def told() -> dict[str, Any] | None:
            made = [one for one in shop.mails(to=email) if "exchange" in one["subject"].lower()
                    or "cambio" in one["subject"].lower()]  # fmt: skip
            return shop.mail(made[0]["id"]) if made else None

        mail = until("the mail about the exchange", told)
        assert number in mail["subject"]
        link = re.search(r"http://[\w.:]+/es/orders/[0-9A-Z-]+\?token=[0-9a-f]{32}", mail["text"])
        assert link is not None
        page.goto(link[0])
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert number not in link[0]


class TestGoods:
    def test_a_changed_price_reaches_every_process_of_the_storefront(
        self, clerk: Page, shop: Shop, desk: str
    ) -> None:
        product = shop.product(skip=1)
        variant = product["variants"][0]
        sku, now_minor = variant["sku"], variant["price"]["amount_minor"]
        # Within half of the price: a larger step is asked about.
        minor = now_minor + 1 + int(time.time()) % (now_minor // 3)
        clerk.goto(f"{desk}/stock/{sku}")
        clerk.get_by_role("article").locator("header").get_by_role("link").nth(1).click()

        row = clerk.get_by_role("row").filter(has_text=sku)
        row.get_by_role("gridcell").nth(1).click()
        clerk.keyboard.type(f"{minor / 100:.2f}")
        clerk.keyboard.press("Tab")
        clerk.keyboard.press("Delete")  # what it was reduced from
        clerk.get_by_role("button", name="Save variants").click()
        expect(clerk.get_by_text("Saved.")).to_be_visible()

        def price() -> int:
            variants = shop.get(f"/products/{product['slug']}")["variants"]
            shown: int = next(v for v in variants if v["sku"] == sku)["price"]["amount_minor"]
            return shown

        # Each request is a connection of its own, so both processes are asked.
        until(
            "both processes show the new price",
            lambda: {price() for _ in range(12)} == {minor},
        )

    def test_added_stock_is_for_sale_at_once_and_in_the_ledger(
        self, clerk: Page, shop: Shop, desk: str
    ) -> None:
        sku, reason = shop.product(skip=2)["variants"][0]["sku"], f"counted {uuid4().hex[:8]}"
        clerk.goto(f"{desk}/stock/{sku}")
        free = clerk.locator("article div", has_text=re.compile(r"^Available[\d,]+$")).last
        before = int(free.inner_text().split()[-1].replace(",", ""))

        clerk.get_by_role("button", name="Adjust stock").click()
        clerk.get_by_label("Reason").fill(reason)
        for wrong in ("1.5", "0", "abc", "9,999,999,999"):
            clerk.get_by_role("textbox", name="Units").fill(wrong)
            clerk.get_by_role("button", name="Save adjustment").click()
            expect(clerk.get_by_text("Enter a whole number other than 0")).to_be_visible()
        clerk.get_by_role("textbox", name="Units").fill("25")
        clerk.get_by_role("button", name="Save adjustment").dblclick()

        expect(free).to_have_text(re.compile(rf"Available{before + 25:,}$"))
        newest = clerk.get_by_role("row").nth(1)
        expect(newest).to_contain_text(reason)
        expect(newest).to_contain_text("+25")
        expect(clerk.get_by_role("row").nth(2)).not_to_contain_text(reason)

    def test_an_uploaded_picture_is_on_the_products_page(
        self, clerk: Page, shop: Shop, desk: str, tmp_path: Path
    ) -> None:
        product = shop.product(skip=3)
        picture = tmp_path / "tile.png"
        Image.new("RGB", (640, 640), (31, 63, 158)).save(picture)
        before = len(product["pictures"])
        clerk.goto(f"{desk}/stock/{product['variants'][0]['sku']}")
        clerk.get_by_role("article").locator("header").get_by_role("link").nth(1).click()

        clerk.get_by_label("Add a picture").first.set_input_files(picture)
        expect(clerk.get_by_text("Uploaded. Its sizes are being made.")).to_be_visible()

        def one_more() -> list[Any] | None:
            pictures: list[Any] = shop.get(f"/products/{product['slug']}")["pictures"]
            return pictures if len(pictures) == before + 1 else None

        until("the picture in the shop", one_more)
        expect(clerk.get_by_role("img", name="Picture, 640 × 640")).to_be_visible(timeout=SOON_MS)


def test_a_stock_file_is_taken_row_by_row_and_its_bad_rows_come_back_as_a_file(
    clerk: Page, shop: Shop, desk: str, tmp_path: Path
) -> None:
    skus = [v["sku"] for skip in range(4, 14) for v in shop.product(skip=skip)["variants"]]
    file = tmp_path / "delivery.csv"
    rows = [(skus[n % len(skus)], "1", "add") for n in range(995)]
    bad = [("NO-SUCH", "1", "add"), (skus[0], "many", "add"), ("", "1", "add")]
    bad += [(skus[0], "1", "sideways"), ("NOR-THIS", "2", "add")]
    with file.open("w", newline="") as target:
        csv.writer(target).writerows([("sku", "quantity", "mode"), *rows, *bad])
    clerk.goto(f"{desk}/imports")

    clerk.get_by_label("Upload a file").first.set_input_files(file)
    clerk.get_by_role("button", name="Check the file").click(timeout=SOON_MS)
    heading = clerk.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Checked", timeout=SOON_MS)
    clerk.get_by_role("button", name="Import now").click()

    expect(heading).to_contain_text("Done", timeout=SOON_MS)
    expect(clerk.locator("dl").first).to_contain_text(re.compile(r"Rows in the file1,000"))
    expect(clerk.locator("dl").last).to_contain_text(re.compile(r"Rows rejected5"))
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="Download as CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    refused = list(csv.DictReader(io.StringIO(text)))
    assert [row["sku"] for row in refused] == ["NO-SUCH", skus[0], "", skus[0], "NOR-THIS"]
    assert all(row["Reason (Lonja)"] for row in refused)


def test_a_campaign_reaches_everybody_once(clerk: Page, shop: Shop, desk: str) -> None:
    """Of hundreds, though hosts die on the way, is a proof of its own: `lonja_tools/proofs/campaign.py`."""
    name, subject = f"Spring {uuid4().hex[:6]}", f"New tiles {uuid4().hex[:6]}"
    clerk.goto(f"{desk}/campaigns/new")
    clerk.get_by_label("Name").fill(name)
    clerk.get_by_role("combobox", name="Country").click()
    clerk.get_by_role("option", name="Belgium").click()
    told = clerk.get_by_text("subscribers get this email")
    expect(told).to_contain_text(re.compile(r"^\d+ subscribers"))
    people = int(told.inner_text().split()[0])
    assert people >= 50
    chooser = clerk.get_by_role("radiogroup", name="Language of the texts")
    for language in ("Spanish", "English"):
        chooser.get_by_text(language, exact=True).click()
        clerk.get_by_label("Subject").fill(subject)
        clerk.get_by_label("Text", exact=True).fill("The kiln was opened this morning.")
    expect(clerk.frame_locator("iframe").get_by_text("The kiln was opened")).to_be_visible()
    clerk.get_by_role("button", name="Save draft").click()

    clerk.get_by_role("button", name="Send…").click()
    clerk.get_by_role("button", name="Send now").dblclick()

    heading = clerk.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Sent", timeout=180_000)
    mails = shop.mails(q=subject)
    ids = Counter(mail["message_id"] for mail in mails)
    recipients = {mail["message_id"]: mail["recipients"][0] for mail in mails}
    assert len(ids) == people
    assert len(set(recipients.values())) == people

    read = shop.mail(mails[0]["id"])
    (link,) = [v for name_, v in read["headers"] if name_.lower() == "list-unsubscribe"]
    url = re.search(r"<(https?://[^>]+)>", link)
    assert url is not None
    gone = httpx2.post(url[1], data={"List-Unsubscribe": "One-Click"}, timeout=30)
    assert gone.status_code < 300, gone.text
    clerk.goto(f"{desk}/campaigns/new")
    clerk.get_by_role("combobox", name="Country").click()
    clerk.get_by_role("option", name="Belgium").click()
    expect(clerk.get_by_text("subscribers get this email")).to_contain_text(
        re.compile(rf"^{people - 1} subscribers")
    )


def test_a_poisoned_message_is_mended_and_replayed(clerk: Page, shop: Shop, desk: str) -> None:
    clerk.goto(f"{desk}/campaigns")
    clerk.get_by_role("row").nth(1).get_by_role("link").click()
    clerk.wait_for_url(re.compile(r"/campaigns/[0-9a-f-]{36}$"))
    campaign_id, recipient = clerk.url[-36:], buyer()
    body = {"campaign_id": "nonsense", "test_id": str(uuid7()), "recipient": recipient}
    poison = Envelope(uuid7(), CampaignTest.type, 1, uuid4().hex, {**body, "language": "en"})

    with QueueClient.from_connection_string(
        topology.storage_connection(shop.topology.base),
        CampaignTest.queue,
        message_encode_policy=TextBase64EncodePolicy(),
    ) as queue:
        queue.send_message(poison.to_json())
    clerk.goto(f"{desk}/failures")
    name = "A campaign's test e-mail could not be sent"
    clerk.get_by_role("link", name=name).first.click(timeout=300_000)
    expect(clerk.get_by_text("Attempt 5")).to_be_visible()
    payload = clerk.get_by_label("Message as it failed")
    broken = payload.input_value()
    assert recipient in broken

    payload.fill(broken[:-2])
    expect(clerk.get_by_text("This is not valid JSON.")).to_be_visible()
    payload.fill(broken.replace("nonsense", campaign_id))
    clerk.get_by_role("button", name="Send again").click()

    expect(clerk.get_by_role("heading", level=1)).to_contain_text("Sent again")
    until("the mail of the mended message", lambda: shop.mails(to=recipient))
