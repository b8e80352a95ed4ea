from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.send_order_response_status import SendOrderResponseStatus
from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class SendOrderResponse(Model):
    """Attributes:
    success (bool): True if the request was handled. An entry of a batch can be true and refused at
        once: then errorMsg is not empty, and orderID and status are. Example: True.
    order_id (str): The order's unique ID (its hash) Example:
        0xabcdef1234567890abcdef1234567890abcdef1234567890abcdef1234567890.
    status (SendOrderResponseStatus | Unset): State the order is in once processed; empty in a batch
        entry that was refused
    making_amount (str | Unset): What the maker gives; decimal shares or USDC on the live service
        Example: 100000000.
    taking_amount (str | Unset): What the taker gives; decimal shares or USDC on the live service
        Example: 200000000.
    transactions_hashes (list[str] | Unset): Hashes of the transactions, there when the status is
        'matched' Example: ['0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef'].
    trade_i_ds (list[str] | Unset): IDs of the trades, there when the status is 'matched'
    error_msg (None | str | Unset): Text of the error, blank when the call succeeded
    """

    success: bool
    order_id: str
    status: SendOrderResponseStatus | Unset = UNSET
    making_amount: str | Unset = UNSET
    taking_amount: str | Unset = UNSET
    transactions_hashes: list[str] | Unset = UNSET
    trade_i_ds: list[str] | Unset = UNSET
    error_msg: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "success": "success",
        "orderID": "order_id",
        "status": "status",
        "makingAmount": "making_amount",
        "takingAmount": "taking_amount",
        "transactionsHashes": "transactions_hashes",
        "tradeIDs": "trade_i_ds",
        "errorMsg": "error_msg",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _dict["order_id"] = _dict.pop("orderID", UNSET)
        status: SendOrderResponseStatus | Unset = _dict.get("status", UNSET)
        if isinstance(status, str):
            status = SendOrderResponseStatus(status)
        _dict["status"] = status
        _dict["making_amount"] = _dict.pop("makingAmount", UNSET)
        _dict["taking_amount"] = _dict.pop("takingAmount", UNSET)
        _dict["transactions_hashes"] = _dict.pop("transactionsHashes", UNSET)
        _dict["trade_i_ds"] = _dict.pop("tradeIDs", UNSET)
        _dict["error_msg"] = _dict.pop("errorMsg", UNSET)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
