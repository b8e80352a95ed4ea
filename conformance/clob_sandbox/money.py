"""Amounts and prices as exact integers, and their decimal texts.

USDC and shares are counted in base units of 10^-6, prices in units of 10^-4 (the finest tick is 0.0001).
Sizes are signed in cents of a share and trade in lots of the market (`Market.lot`): the smallest size that
costs a whole number of base units at every price on the market's grid, so no fill ever rounds. Source of the
6 decimals and of the 2 decimals of a size: facts, CLIENTS section 4.
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
    """Price of `size` base units of shares, in base units of USDC; exact because sizes are whole lots."""
    total, rest = divmod(price * size, ONE)
    if rest:
        raise ValueError(f"{size} base units at {price} do not cost a whole number of base units")
    return total
