"""Questions about what there is on a server, with any of the filters that the description gives."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from clob_conformance.core.description import Operation
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.signed_orders import SIDES
from clob_conformance.model.pages import END
from clob_conformance.model.questions import ASKED
from clob_conformance.workloads.scenario import Actor

UNKNOWN_ORDER = "0x" + "0" * 63 + "7"
BUILDER = "0x" + "1".zfill(64)
_DAY_S = 86_400
_FILTERED = 0.25
_BATCH = 20
_PAGES, _PAGES_OF_OTHERS = 8, 1
"""Further pages that are read of a list: elsewhere than in tests a page may have a thousand items."""
_OF_KEYS = {"deriveApiKey", "getApiKeys", "getBuilderApiKeys", "getUpdateBalanceAllowance"}
EVERY = (*sorted(ASKED.keys() - _OF_KEYS), "getSessionSigners", "getTime")


@frozen
class Question:
    """What is asked, and by whom."""

    by: Actor
    name: str
    path: Mapping[str, str] = field(factory=dict)
    query: Mapping[str, Any] = field(factory=dict)
    body: Any = None

    def ask(self) -> list[Interaction]:
        """Ask, and read on page after page, where there are more."""
        pages: list[Interaction] = []
        query, target = self.query, self.by.context.target
        most = _PAGES if target.gives("tests") else _PAGES_OF_OTHERS
        while len(pages) <= most:
            pages.append(self.by.send(self.name, path=self.path, query=query, body=self.body))
            following = pages[-1].response.mapping().get("next_cursor")
            if not isinstance(following, str) or following in (*END, query.get("next_cursor")):
                break
            query = {**self.query, "next_cursor": following}
        return pages


@frozen
class Inquirer:
    """Makes up questions about the markets of a run, the orders that it met, and trades with their times."""

    some: random.Random
    orders: Sequence[str]
    trades: Sequence[tuple[str, str]]

    def about(self, name: str, by: Actor) -> Question | None:
        """A question to an operation, None where the run may not ask it."""
        some, context, operation = self.some, by.context, by.context.operation(name)
        if operation is None:
            return None
        by = by if operation.level != "public" else Actor(context)
        market = some.choice(context.live.markets)
        token = some.choice(market.tokens).token_id
        tokens = [one.token_id for each in context.live.markets for one in each.tokens]
        several = some.sample(tokens, min(len(tokens), some.choice((1, 2, 5, len(tokens)))))
        order = some.choice((*self.orders[-_BATCH:], UNKNOWN_ORDER))
        trades, times = ([one[at] for one in self.trades] for at in (0, 1))
        values: dict[str, Any] = {
            "token_id": token,
            "token_ids": ",".join(several),
            "sides": ",".join(some.choice(SIDES) for _ in several),
            "side": some.choice(SIDES),
            "condition_id": market.condition_id,
            "market": token if name == "getPricesHistory" else market.condition_id,
            "asset_id": token,
            "orderID": order,
            "order_id": order,
            "order_ids": list(self.orders[-some.choice((1, 5, _BATCH)) :]) or [UNKNOWN_ORDER],
            "id": some.choice((*trades[-_BATCH:], "none") if "Trades" in name else (order,)),
            "maker_address": by.account.maker if by.account is not None else context.live.maker,
            "before": some.choice((str(int(time.time()) + _DAY_S), *times)),
            "after": some.choice((str(int(time.time()) - _DAY_S), *times)),
            "date": time.strftime("%Y-%m-%d", time.gmtime()),
            "builder_code": BUILDER,
            "page_size": some.choice(("1", "2", "3", "100")),
            "next_cursor": some.choice(("MA==", "MQ==", "Mg==", "NTA=")),
            "signature_type": "0",
        }
        bodies: dict[str, Any] = {
            "getMarketsLiveActivity": [one.condition_id for one in context.live.markets],
            "getBatchPricesHistory": {"markets": several[:_BATCH], "interval": "max"},
            "postOrdersScoring": values["order_ids"],
            "getPricesPost": [{"token_id": one, "side": some.choice(SIDES)} for one in several],
        }
        tokens_asked = [{"token_id": one} for one in several] if operation.body_schema is not None else None
        path, query = self._parameters(operation, values)
        return Question(by, name, path, query, bodies.get(name, tokens_asked))

    def _parameters(
        self, operation: Operation, values: Mapping[str, Any]
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """What an operation takes by path and by query: what it needs, and some of what may be left out."""
        path: dict[str, str] = {}
        query: dict[str, Any] = {}
        for parameter in operation.parameters:
            name, value = parameter.name, values.get(parameter.name)
            words = parameter.schema.get("enum", ())
            if parameter.where == "path":
                path[name] = value or "none"
            elif parameter.required or name == "token_id":
                query[name] = value or next(iter(words), "none")
            elif self.some.random() < _FILTERED:
                if words or parameter.schema.get("type") == "boolean":
                    query[name] = str(self.some.choice(words or ("true", "false")))
                elif value is not None:
                    query[name] = value
        return path, query
