"""The contract as a model: what each response may say, given all that was asked, done and told before.

Read it in this order. `memory` keeps what is known, each thing with the response that told it, and says how
long it has to be told again: for ever, until something touches it, or as long as it does not swing back.
`acts` says what a request touches when it changes something. `questions` holds that the same question gets
the same response. `statements` takes responses apart into what they say of markets, tokens, orders, trades
and accounts, under one name wherever it is said. `orders` follows the orders of accounts whose requests it
sees, from their signed terms, and foretells what must be said of them. `clock` follows the server's time.

In the closed world `venue` matches orders on the `books` as they are known, and foretells books, prices, the
orders on both sides and what their accounts own; `trades` and `notices` say what each side is told, `scoring`
which orders score, `taking` which have to be refused.

It knows two worlds. In the closed one nobody else acts, so whatever is not touched has to stay. In the open
one others trade too, and only that is concluded which no act of theirs explains. The model judges and never
sends, and it shares nothing with the sandbox.
"""

from clob_conformance.model.model import Model, Shown

__all__ = ["Model", "Shown"]
