"""The dairy's days on local Firebase: what its order system posts, what phones send late, what becomes of quotes."""

import random
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from demo.dairy.office import give_territory
from demo.dairy.plan import STEPS, Step, Stop, planned
from demo.dairy.sales import NEVER_SET, Distributor, Sale, distributors, major
from demo.dairy.staff import MANAGER, OWNER, STOCK_KEEPER, Leaving, leaving_among, rep_at
from demo.offices import Office
from demo.progress import Step as Progress
from demo.replays import wait_until
from demo.tills import Till
from local.client import LocalFirebase

IDLE_S = 120
MINUTE = timedelta(minutes=1)
UNTIL_HANDED_OVER = 4 * MINUTE  # the distributors of a territory pass to another rep, a page at a time
MOST_OF_MANAGER = 20  # percent, as the preset has it
BY_LINK = ("Retail", "Online")  # the channels whose distributors answer a quote themselves


@dataclass
class Days:
    """The dairy's days. `customers`: the document of each distributor. `posted`: what the order system posted."""

    firebase: LocalFirebase
    till: Till
    office: Office
    customers: Mapping[str, str]
    posted: list[dict[str, Any]] = field(default_factory=list)
    answered_by_link: int = 0
    _shops: Mapping[str, Distributor] = field(default_factory=dict)
    _leaving: Leaving | None = None
    _has_left: bool = False
    _now: datetime = NEVER_SET

    def live(self, sales: Sequence[Sale], progress: Progress) -> None:
        """Let every day pass on which anything is sold, sent or answered."""
        self._leaving = leaving_among(sales)
        self._shops = distributors(sales)
        for stop in planned(sales):
            self._wait_until(stop.at)
            self._let_go(stop.at)
            for step in STEPS:
                if step in stop.steps:
                    self._take(step, stop)
            progress(len(stop.steps.get("stock", ())))

    def _take(self, step: Step, stop: Stop) -> None:
        takes = {
            "stock": self._keep_stock,
            "order": self._send_orders,
            "type_again": self._type_again,
            "post": self._post,
            "save": self._offer,
            "decide": self._decide,
            "send": self._send_offers,
            "accept": self._accept,
            "accept_late": self._accept_late,
        }
        takes[step](stop.steps[step])
        self.firebase.idle(IDLE_S)

    def _let_go(self, at: datetime) -> None:
        """Who leaves has no role from now on; a successor takes their territory, with its distributors."""
        leaving = self._leaving
        if leaving is None or at < leaving.at or self._has_left:
            return
        self._has_left = True
        self._give("change_member", {"member_uid": leaving.uid, "roles": []}, id="leaves", uid=OWNER)
        fields = {"member_uid": leaving.successor, "roles": ["sales_rep"], "name": leaving.successor}
        self._give("change_member", fields | {"manager_uid": MANAGER}, id="succeeds", uid=OWNER)
        self.firebase.idle(IDLE_S)
        give_territory(self.firebase, leaving.state, leaving.successor)
        self.firebase.idle(IDLE_S)
        self._wait_until(at + UNTIL_HANDED_OVER)
        self.firebase.idle(IDLE_S)

    def _keep_stock(self, sales: Sequence[Sale]) -> None:
        """What is left of each product that was sold today, and how long it keeps."""
        for sale in {sale.product: sale for sale in sales}.values():
            data = {"product_id": sale.product_id} | sale.kept
            self._give("change_product", data, id=f"stock:{sale.number}", uid=STOCK_KEEPER)

    def _send_orders(self, sales: Sequence[Sale]) -> None:
        """Phones that find a network send what they kept, in no order; a tenth of it twice."""
        orders = [(sale, f"order:{sale.number}") for sale in sales]
        orders += [(sale, f"order:{sale.number}:again") for sale in sales if sale.trouble == "twice"]
        random.Random(f"{self._now}").shuffle(orders)
        for sale, id in orders:
            self._order(sale, id)

    def _type_again(self, sales: Sequence[Sale]) -> None:
        for sale in sales:
            self._order(sale, f"order:{sale.number}:typed_again", more=1)

    def _order(self, sale: Sale, id: str, *, more: int = 0) -> None:
        made_at = NEVER_SET if sale.trouble == "clock" else sale.at
        rep = rep_at(sale.state, self._leaving, sale.at)
        body = sale.body(self._shops[sale.distributor].phone, more=more)
        self.office.give("record_order", body, id=id, uid=rep, at=self._now, made_at=made_at)

    def _post(self, sales: Sequence[Sale]) -> None:
        for sale in sales:
            self._posted(sale.body(self._shops[sale.distributor].phone), expects=201)

    def _posted(self, body: dict[str, Any], *, expects: int) -> None:
        status, answer = self.till.post(body)
        if status not in (expects, 201):
            raise RuntimeError(f"{body['order_id']} was answered {status}: {answer}")
        self.posted.append(body)

    def _offer(self, sales: Sequence[Sale]) -> None:
        """Reps quote at the prices of the day, and submit; two quotes of a product come after each other."""
        for together in rounds(sales):
            self._wait_until(self._now + MINUTE)
            for sale in together:
                data = {"product_id": sale.product_id, "price_minor": sale.price_minor}
                self._give("change_product", data, id=f"price:{sale.number}", uid=MANAGER)
            self.firebase.idle(IDLE_S)
            for sale in together:
                offer = sale.offer(self.customers[sale.distributor])
                self._give("save_quote", offer, id=sale.quote_id, uid=self._rep(sale))
                quote = {"quote_id": sale.quote_id}
                self._give("submit_quote", quote, id=f"submit:{sale.number}", uid=self._rep(sale))
            self.firebase.idle(IDLE_S)

    def _decide(self, sales: Sequence[Sale]) -> None:
        """The manager decides on what gives off more than a rep may: nothing off what is short."""
        products = self.office.org.collection("products")
        for sale, quote in self._quotes(sales):
            if quote["status"] == "pending_approval":
                product = products.document(sale.product_id).get().to_dict() or {}
                data = {"quote_id": sale.quote_id, "decision": "approve"}
                if why := _why_refused(product, quote):
                    data |= {"decision": "refuse", "reason": why}
                self._give("decide_quote", data, id=f"decide:{sale.number}", uid=MANAGER)

    def _send_offers(self, sales: Sequence[Sale]) -> None:
        for sale, quote in self._quotes(sales):
            if quote["status"] == "approved":
                data = {"quote_id": sale.quote_id}
                self._give("send_quote", data, id=f"send:{sale.number}", uid=self._rep(sale))

    def _accept(self, sales: Sequence[Sale]) -> None:
        """Shops accept by the link, wholesalers tell their rep; the order system confirms the orders."""
        for sale, quote in self._quotes(sales):
            if quote["status"] == "sent" and sale.channel in BY_LINK:
                _answer(quote["accept_url"])
                self.answered_by_link += 1
            elif quote["status"] == "sent":
                data = {"quote_id": sale.quote_id, "answer": "accept"}
                self._give("answer_quote", data, id=f"accept:{sale.number}", uid=self._rep(sale))
        self.firebase.idle(IDLE_S)
        for sale, quote in self._quotes(sales):
            if quote["status"] == "accepted":
                self._posted(self._confirmed(sale, quote), expects=200)

    def _confirmed(self, sale: Sale, quote: dict[str, Any]) -> dict[str, Any]:
        """The order of a quote as the order system states it, paid."""
        order = (
            self.office.org.collection("orders").document(f"b2b:{quote['order_id']}").get().to_dict() or {}
        )
        lines = [_line(line) for line in order["lines"]]
        body = sale.body(self._shops[sale.distributor].phone)
        ordered_at = order["ordered_at"].isoformat()
        body |= {"order_id": quote["order_id"], "total": major(order["total_minor"]), "lines": lines}
        return body | {"ordered_at": ordered_at, "updated_at": (self._now + MINUTE).isoformat()}

    def _accept_late(self, sales: Sequence[Sale]) -> None:
        """A rep's phone brings a yes that was said after the quote's last day."""
        for sale, quote in self._quotes(sales):
            if quote["status"] in ("sent", "expired"):
                data = {"quote_id": sale.quote_id, "answer": "accept"}
                id, rep = f"accept:{sale.number}", self._rep(sale)
                made_at = self._now - 2 * 60 * MINUTE
                self.office.give("answer_quote", data, id=id, uid=rep, at=self._now, made_at=made_at)

    def _quotes(self, sales: Sequence[Sale]) -> Iterator[tuple[Sale, dict[str, Any]]]:
        quotes = self.office.org.collection("quotes")
        found = self.office.client.get_all([quotes.document(sale.quote_id) for sale in sales])
        by_id = {each.id: each.to_dict() for each in found}
        return ((sale, by_id[sale.quote_id]) for sale in sales)

    def _rep(self, sale: Sale) -> str:
        return rep_at(sale.state, self._leaving, self._now)

    def _give(self, kind: str, data: dict[str, Any], *, id: str, uid: str) -> None:
        self.office.give(kind, data, id=id, uid=uid, at=self._now)

    def _wait_until(self, at: datetime) -> None:
        wait_until(self.firebase, at)
        self._now = at


def _why_refused(product: Mapping[str, Any], quote: Mapping[str, Any]) -> str | None:
    if quote["highest_discount_percent"] > MOST_OF_MANAGER:
        return "gives off more than a manager may"
    return "is short: nothing off" if product["stock"] < product["restock_threshold"] else None


def rounds(sales: Sequence[Sale]) -> list[list[Sale]]:
    """The sales in rounds, no product twice in one."""
    rounds: list[list[Sale]] = []
    for sale in sales:
        free = (each for each in rounds if sale.product not in {other.product for other in each})
        chosen = next(free, None)
        if chosen is None:
            rounds.append([sale])
        else:
            chosen.append(sale)
    return rounds


def _line(line: Mapping[str, Any]) -> dict[str, str]:
    names = {name: line[name] for name in ("product_id", "name", "unit") if line.get(name) is not None}
    return names | {"quantity": line["quantity"], "unit_price": major(line["unit_price_minor"])}


def _answer(url: str) -> None:
    """Accept a quote by its link, as a browser does."""
    body = urllib.parse.urlencode({"answer": "accept"}).encode()
    with urllib.request.urlopen(url, body, timeout=IDLE_S) as page:
        page.read()
