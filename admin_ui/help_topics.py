"""The help pages' words: per topic what to do about it and who says so, and the details of a shop's texts it needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from admin_ui.words import gettext_noop
from integration.domain.audit.finding import PRODUCT_CODES


@dataclass(frozen=True, slots=True)
class Topic:
    """`codes` are those of policy pages, `of_products` those of product texts; `source_url` is where it can be read."""

    title: str
    answer: str
    paragraphs: tuple[str, ...]
    source: str
    source_url: str
    codes: tuple[str, ...]
    of_products: tuple[str, ...] = ()


CONSUMER_RIGHTS = "https://eur-lex.europa.eu/eli/dir/2011/83/oj"
AMAZON_PAY = "https://pay.amazon.com/help/201212410"

TOPICS: Mapping[str, Topic] = {
    "service": Topic(
        gettext_noop("Good service, the basics"),
        gettext_noop("A buyer who finds you and gets an answer does not ask the bank."),
        (
            gettext_noop(
                "Say on a page how you are reached and when you answer. Give a mail address and a telephone number "
                "beside the form. Amazon Pay encourages shops to answer every question within 24 hours."
            ),
            gettext_noop(
                "When something goes wrong, write first: what happened, what you do about it, and by which day. "
                "Say sorry where the fault is yours, and put in writing what you agree on."
            ),
        ),
        "Stripe, required website components; Amazon Pay, A-to-z Guarantee",
        "https://support.stripe.com/questions/required-website-components",
        ("contact.channel", "contact.hours", "shipping.tracking", "shipping.delay_loss", "dispute.process"),
    ),
    "returns": Topic(
        gettext_noop("Returns and refunds that a customer can follow"),
        gettext_noop("A good return policy is a rule, a list of steps and a day for the money."),
        (
            gettext_noop(
                "Say for how many days goods may come back, from which event the days count, in which state, and who "
                "pays the way back. Then the steps one after another, and in how many days the money is paid."
            ),
            gettext_noop(
                "In the EU a buyer may withdraw within 14 days of receiving the goods and needs no reason. "
                "The law lists the exceptions; outside them no policy can take this right away."
            ),
            gettext_noop(
                "The money is due within 14 days of the buyer’s notice. You may wait for the goods, or for proof that "
                "they were sent, unless you offered to collect them."
            ),
        ),
        "Directive 2011/83/EU, 9, 13, 16",
        CONSUMER_RIGHTS,
        (
            "return.window", "return.condition", "return.exclusions", "return.procedure", "return.refund_method",
            "return.refund_time", "return.damaged", "return.exchange", "fee.restocking", "fee.return_shipping",
            "order.cancellation",
        ),
        ("product.returns",),
    ),
    "a-to-z": Topic(
        gettext_noop("A-to-z claims with Amazon Pay"),
        gettext_noop("What you promised is what a claim is measured by."),
        (
            gettext_noop(
                "A buyer who paid with Amazon Pay may claim when a parcel comes after the latest day you gave, and "
                "when goods are defective, damaged, incomplete or materially different."
            ),
            gettext_noop(
                "They may claim, too, when you do not follow the return policy on your own site, when a promised "
                "refund is not paid, and when more was charged than they agreed to."
            ),
            gettext_noop("So never promise a tighter span than you have measured, and do what your own pages say."),
        ),
        "Amazon Pay, A-to-z Guarantee",
        AMAZON_PAY,
        (
            "shipping.delivery_time", "return.window", "return.procedure", "return.refund_time", "return.damaged",
            "contact.hours",
        ),
        ("product.features",),
    ),
    "chargebacks": Topic(
        gettext_noop("Chargebacks"),
        gettext_noop("A bank believes what can be shown."),
        (
            gettext_noop(
                "In a chargeback the buyer asks the bank that issued the card to take the money back, and you are "
                "asked for proof. Have the order, the payment, the way of the parcel and all that was written "
                "together, and answer by the day your payment provider names."
            ),
            gettext_noop(
                "By Visa’s rules a buyer has to see the return, refund and cancellation policy on the way to paying "
                "and accept it; a bare link elsewhere is not enough. We know this rule from banks’ pages for shops, "
                "not from its own text."
            ),
        ),
        "Visa Core Rules",
        "https://usa.visa.com/dam/VCOM/download/about-visa/visa-rules-public.pdf",
        (
            "return.window", "return.refund_method", "order.cancellation", "shipping.delivery_time", "shipping.method",
            "price.currency", "contact.channel", "dispute.process",
        ),
        ("product.features",),
    ),
    "paypal": Topic(
        gettext_noop("PayPal’s seller protection"),
        gettext_noop("PayPal protects what was sent to the right address and can be proved."),
        (
            gettext_noop(
                "It covers a buyer who says that nothing arrived, or that somebody else paid. It does not cover goods "
                "that are said to differ from their description, so describe them wholly."
            ),
            gettext_noop(
                "Send to the address of the transaction; a parcel redirected later loses the cover. Use a carrier that "
                "shows online when and where it was delivered, with a signature from 750 US dollars on."
            ),
            gettext_noop("Answer what PayPal asks by the date it sets."),
        ),
        "PayPal, Seller Protection",
        "https://www.paypal.com/cy/smarthelp/article/faq1676",
        (
            "shipping.tracking", "shipping.handling_time", "shipping.destinations", "return.damaged",
            "dispute.process",
        ),
        ("product.features", "product.material", "product.dimensions"),
    ),
    "products": Topic(
        gettext_noop("What a product page says"),
        gettext_noop("What a page leaves out, a buyer imagines."),
        (
            gettext_noop(
                "Name features, material and dimensions in as much detail as the goods allow. A complaint that goods "
                "are not as described begins with a description that says too little."
            ),
            gettext_noop(
                "Before the order a buyer has to know the whole price with taxes and the cost of sending, when it will "
                "come, and whether it can go back."
            ),
        ),
        "Directive 2011/83/EU, 6 (1)",
        CONSUMER_RIGHTS,
        ("price.currency", "price.tax", "fee.shipping_cost"),
        PRODUCT_CODES,
    ),
}  # fmt: skip
