"""The login message as a class of another library, which is not here."""

from __future__ import annotations

from typing import Any

from polymarket_clob.compat._unavailable import Unavailable

__all__ = ["ClobAuth"]

ClobAuth: Any = Unavailable("ClobAuth", "sign_clob_auth_message signs the login message")
