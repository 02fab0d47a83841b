"""What a merchant does with us from the first reading to the reason for a letter, inside an admin or outside of it."""

from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from playwright.sync_api import expect

from jobs.context import Context
from tests.clock import Clock
from tests.journeys.conftest import Mailbox, do_what_is_due
from tests.journeys.visitor import Visitor

SIZE = "21 cm high, 11 cm wide, 800 g"


@dataclass
class Whole:
    """`stands` is the text of the one `product`, as the store has it now; `meanwhile` is what it does by itself."""

    visitor: Visitor
    context: Context
    clock: Clock
    mailbox: Mailbox
    product: str
    stands: Callable[[], str]
    meanwhile: Callable[[], None] = lambda: None

    def pass_by(self, **time: float) -> None:
        self.clock.advance(**time)
        self.meanwhile()
        do_what_is_due(self.context, self.clock)

    def sees_what_was_read(self) -> None:
        self.visitor.go("Home")
        for done in ("Store connected", "Products and orders read", "Every text read"):
            expect(self.visitor.page.locator("li.done h3", has_text=done)).to_have_count(1)

    def connects_mail(self) -> None:
        visitor, page = self.visitor, self.visitor.page
        visitor.follow("Connect your mail")
        visitor.click("link", "Connect Mail server (SMTP)")
        visitor.write(page.get_by_label("Mail server", exact=True), self.mailbox.address)
        visitor.write(page.get_by_label("Sender", exact=True), "shop@lantern.example")
        visitor.click("button", "Try the keys and connect")
        expect(page.get_by_role("status")).to_contain_text("Connected to Mail server (SMTP).")

    def promises(self) -> None:
        visitor = self.visitor
        visitor.go("Home")
        visitor.follow("Set your delivery promise")
        for what, days in {"From payment to handing over": ("1", "2"), "Everywhere else": ("2", "4")}.items():
            for end, number in zip(("fewest", "most"), days, strict=True):
                visitor.write(visitor.page.get_by_label(f"{what}, {end} business days", exact=True), number)
        visitor.click("button", "Save the promise")
        expect(visitor.heading).to_have_text("This is when customers expect their order.")

    def fixes_a_text_and_takes_it_back(self) -> None:
        visitor, page, before = self.visitor, self.visitor.page, self.stands()
        visitor.go("Content")
        visitor.press(page.get_by_role("link", name="Products (1)"))
        visitor.press(page.get_by_role("link", name=self.product))
        visitor.write(page.get_by_label("which dimensions and weight?"), SIZE)
        visitor.press(page.get_by_role("complementary", name="Proposal: Size and weight").get_by_role("checkbox"))
        visitor.click("button", "Publish on the page")
        expect(page.get_by_role("status")).to_contain_text("Published: the page says one thing more.")
        assert SIZE in self.stands()
        visitor.press(page.get_by_role("status").get_by_role("button", name="Undo"))
        expect(page.get_by_role("status")).not_to_contain_text("Published")
        assert self.stands() == before

    def approves_the_letter(self) -> None:
        visitor, page = self.visitor, self.visitor.page
        visitor.go("Notices")
        expect(visitor.heading).to_have_text("One message waits for you.")
        visitor.press(page.locator("ol.rows h3 a"))
        visitor.click("button", "Approve this message")
        expect(page.get_by_role("status")).to_contain_text("Approved; it goes out in a minute.")
        assert self.mailbox.box.letters == []
        self.pass_by(minutes=2)

    def finds_it_in_the_inbox(self, to: str) -> EmailMessage:
        [(_, recipients, raw)] = self.mailbox.box.letters
        assert recipients == [to]
        letter = message_from_bytes(raw, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        assert "shop@lantern.example" in letter["From"]
        return letter

    def reads_why(self, number: str) -> None:
        self.visitor.go("Orders")
        self.visitor.press(self.visitor.page.get_by_role("link", name=number))
        decided = self.visitor.page.get_by_role("listitem").filter(has_text="Decided to tell the customer")
        expect(decided).to_contain_text("The promised day has passed and the order is still on its way.")
