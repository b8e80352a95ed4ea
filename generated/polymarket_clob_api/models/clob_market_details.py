from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset, moment


@_attrs_define(eq=False, repr=False, slots=False)
class ClobMarketDetails(Model):
    """What the CLOB holds about a market, namely its tokens, tick size, base fees, rewards, RFQ state and
    fee details.

        Attributes:
            gst (datetime.datetime | None | Unset): When the game starts, for sports markets, as an ISO 8601
                time or null
            r (ClobRewards | Unset): How rewards are set up for a market.
            t (list[ClobToken] | Unset): The market's tokens
            mos (float | Unset): Smallest size an order may have Example: 5.
            mts (float | Unset): Smallest tick, that is the smallest step in price Example: 0.01.
            mbf (int | Unset): Base fee for makers, counted in basis points Example: 0.
            tbf (int | Unset): Base fee for takers, counted in basis points Example: 0.
            rfqe (bool | Unset): True if the market has RFQ (Request for Quote) switched on
            itode (bool | Unset): True if the market delays taker orders, so that marketable orders wait out the
                250 ms taker-delay window before they are processed synchronously; left out when false.
            ibce (bool | Unset): True if the Blockaid check is switched on
            fd (FeeDetails | Unset): Parameters of the curve that sets a market's fees.
            oas (int | Unset): Least age of an order, in seconds
            c (str | Unset): Condition ID of the market
            sd (Any | Unset): Not documented; by its name the delay in seconds
            ao (Any | Unset): Not documented; by its name whether the market accepts orders
            aot (Any | Unset): Not documented; by its name since when the market accepts orders
            nr (bool | Unset): True if the market has negative risk switched on
            cbos (Any | Unset): Not documented
            v (Any | Unset): Not documented; by its name a version
    """

    gst: datetime.datetime | None | Unset = UNSET
    r: ClobRewards | Unset = UNSET
    t: list[ClobToken] | Unset = UNSET
    mos: float | Unset = UNSET
    mts: float | Unset = UNSET
    mbf: int | Unset = UNSET
    tbf: int | Unset = UNSET
    rfqe: bool | Unset = UNSET
    itode: bool | Unset = UNSET
    ibce: bool | Unset = UNSET
    fd: FeeDetails | Unset = UNSET
    oas: int | Unset = UNSET
    c: str | Unset = UNSET
    sd: Any | Unset = UNSET
    ao: Any | Unset = UNSET
    aot: Any | Unset = UNSET
    nr: bool | Unset = UNSET
    cbos: Any | Unset = UNSET
    v: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "gst": "gst",
        "r": "r",
        "t": "t",
        "mos": "mos",
        "mts": "mts",
        "mbf": "mbf",
        "tbf": "tbf",
        "rfqe": "rfqe",
        "itode": "itode",
        "ibce": "ibce",
        "fd": "fd",
        "oas": "oas",
        "c": "c",
        "sd": "sd",
        "ao": "ao",
        "aot": "aot",
        "nr": "nr",
        "cbos": "cbos",
        "v": "v",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        gst: datetime.datetime | None | Unset = _dict.get("gst", UNSET)
        if isinstance(gst, (str, int, float)):
            gst = moment(gst)
        _dict["gst"] = gst
        r: ClobRewards | Unset = _dict.get("r", UNSET)
        if isinstance(r, dict):
            r = ClobRewards.adopt(r)
        _dict["r"] = r
        t: list[ClobToken] | Unset = _dict.get("t", UNSET)
        if isinstance(t, list):
            t = [ClobToken.adopt(item) if isinstance(item, dict) else item for item in t]
        _dict["t"] = t
        fd: FeeDetails | Unset = _dict.get("fd", UNSET)
        if isinstance(fd, dict):
            fd = FeeDetails.adopt(fd)
        _dict["fd"] = fd
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.clob_rewards import ClobRewards
from ..models.clob_token import ClobToken
from ..models.fee_details import FeeDetails
