"""The functions of one tag, a module each, imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import (
        accept_rfq_quote,
        approve_rfq_order,
        cancel_rfq_quote,
        cancel_rfq_request,
        create_rfq_quote,
        create_rfq_request,
        get_rfq_best_quote,
        get_rfq_config,
        get_rfq_quoter_quotes,
        get_rfq_requester_quotes,
        get_rfq_requests,
    )

__all__ = (
    "accept_rfq_quote",
    "approve_rfq_order",
    "cancel_rfq_quote",
    "cancel_rfq_request",
    "create_rfq_quote",
    "create_rfq_request",
    "get_rfq_best_quote",
    "get_rfq_config",
    "get_rfq_quoter_quotes",
    "get_rfq_requester_quotes",
    "get_rfq_requests",
)


if not TYPE_CHECKING:  # a type checker that saw this function would take any name for a module

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f"{__name__}.{name}")
