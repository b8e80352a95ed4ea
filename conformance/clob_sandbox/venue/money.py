"""Amounts and prices as exact integers, and their decimal texts.

USDC and shares are counted in base units of 10^-6, prices in units of 10^-4 (the finest tick is 0.0001).
Sizes are signed in cents of a share, but a buy for money gets what its money buys, to the base unit, so that
what remains of a resting order may be any number of them. How fills round is read off recorded answers to
orders (2.00 USDC at 0.936 gave 1.999998 for 2.136751 shares; 1.00 at 0.62, 0.999999 for 1.612902). Source of
the 6 decimals and of the 2 decimals of a size: docs/protocol/amounts.md#decimals-by-tick-size.
"""

UNIT = 1_000_000  # base units in one share or one USDC
CENT = 10_000  # base units of shares in 0.01, the step of the sizes that are signed
ONE = 10_000  # the price 1.0


def decimal_text(value: int, scale: int = UNIT) -> str:
    """Write value / scale as a plain decimal without trailing zeros: 500000 is `0.5`, 20000000 is `20`."""
    whole, part = divmod(abs(value), scale)
    text = f"{whole}.{part:0{len(str(scale)) - 1}d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def price_text(price: int) -> str:
    """Write a price (units of 10^-4) as a decimal."""
    return decimal_text(price, ONE)


def units(text: str) -> int:
    """Read a plain decimal of at most 6 decimals as base units; raises ValueError for anything else."""
    whole, _, part = text.partition(".")
    if not (whole.isascii() and whole.isdigit()) or len(part) > 6 or (part and not part.isdigit()):
        raise ValueError(f"not a decimal number of at most 6 decimals: {text!r}")
    return int(whole) * UNIT + int(part.ljust(6, "0"))


def cost(price: int, size: int) -> int:
    """Price of `size` base units of shares, cut to whole base units of USDC."""
    return price * size // ONE


def shares_for(money: int, price: int) -> int:
    """What a buy for `money` base units of USDC gets at a price, in base units of shares: one less than there
    would be room for, where they do not come out even.
    """
    shares, rest = divmod(money * ONE, price)
    return max(0, shares - 1) if rest else shares
