// The list of markets, the book of the chosen token with its figures, and the tape.

import { $, keyed, make, money, number, price, row, say, time } from "./dom.js";

/** Draws the list; `choose` is called with the token of a market that is pressed. */
export function drawMarkets(markets, chosen, choose) {
  const open = markets
    .filter((market) => !market.closed)
    .map((market) => {
      const at = market.tokens.findIndex((token) => token.token_id === chosen);
      return { ...market, current: at >= 0, token: market.tokens[Math.max(at, 0)] };
    });
  keyed($("markets"), open, (market) => market.condition_id, () => {
    const button = make("button", "market");
    const tag = make("span", "tag", "neg-risk");
    const line = row(["", "num buy", "num sell", "num"], ({ question, neg_risk, tokens, tick, token, current }, cells, node) => {
      say(button.firstChild, question);
      tag.hidden = !neg_risk;
      button.onclick = () => choose(tokens[0].token_id);
      if (current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      node.classList.toggle("current", current);
      say(cells[1], price(token.bid, tick));
      say(cells[2], price(token.ask, tick));
      say(cells[3], price(token.last, tick));
    });
    button.type = "button";
    button.append(make("span", "question"), tag);
    line.cells[0].append(button);
    return line;
  });
}

/** Draws the book; `own` says whether the account has an order at a side and price, `take` takes a price over. */
export function drawBook(book, own, choose, take) {
  say($("book-title"), book.question);
  const outcomes = book.tokens.map((token) => ({ ...token, pressed: token.token_id === book.token_id }));
  keyed($("outcomes"), outcomes, (token) => token.token_id, () => {
    const button = make("button");
    button.type = "button";
    return {
      node: button,
      update({ outcome, token_id, pressed }) {
        say(button, outcome);
        button.setAttribute("aria-pressed", String(pressed));
        button.onclick = () => choose(token_id);
      },
    };
  });
  const token = book.tokens.find((one) => one.token_id === book.token_id);
  const { bid, ask, last } = token;
  say($("last"), price(last, book.tick));
  say($("bid"), price(bid, book.tick));
  say($("ask"), price(ask, book.tick));
  say($("tick"), book.tick);
  const spread = bid === null || ask === null ? null : (Number(ask) - Number(bid)).toFixed(4);
  const mid = spread === null ? "–" : String(Number(((Number(ask) + Number(bid)) / 2).toFixed(5)));
  say($("spread"), price(spread, book.tick));
  say($("mid"), mid);
  say($("gap"), spread === null ? "one side is empty" : `${price(spread, book.tick)} · mid ${mid}`);
  const before = $("asks").childElementCount;
  const [asks, bids] = [summed(book.asks), summed(book.bids)];
  const deepest = Math.max(asks.at(-1)?.sum ?? 0, bids.at(-1)?.sum ?? 0);
  const shown = (side) => (level) => ({ ...level, share: level.sum / deepest, mine: own(side, level.at), text: price(level.at, book.tick), side });
  drawSide($("asks"), book.token_id, asks.map(shown("SELL")).reverse(), take);
  drawSide($("bids"), book.token_id, bids.map(shown("BUY")), take);
  if (!before) centre();
  drawTape(book);
}

/** Brings the spread to the middle of the ladder's window. */
export function centre() {
  const ladder = $("ladder");
  ladder.scrollTop = $("gap").offsetTop - ladder.clientHeight / 2;
}

function summed(levels) {
  let sum = 0;
  return levels.map(([at, size]) => ({ at, size, sum: (sum += Number(size)) }));
}

function drawSide(body, token, levels, take) {
  keyed(body, levels, (level) => `${token} ${level.at}`, () => {
    const button = make("button", "level");
    button.type = "button";
    let before;
    const line = row(["", "num", "num"], ({ at, size, sum, share, mine, text, side }, cells, node) => {
      say(button, text);
      button.setAttribute("aria-label", `${text}${mine ? ", own order here" : ""}: take over`);
      button.onclick = () => take(side, at);
      node.classList.toggle("own", mine);
      say(cells[1], money.format(Number(size)));
      say(cells[2], money.format(sum));
      node.style.setProperty("--depth", `${100 * share}%`);
      if (before !== undefined && before !== size) flash(node);
      before = size;
    });
    line.cells[0].append(button);
    return line;
  });
}

function flash(node) {
  node.classList.remove("changed");
  void node.offsetWidth; // the animation begins anew
  node.classList.add("changed");
}

function drawTape(book) {
  $("tape-empty").hidden = book.trades.length > 0;
  keyed($("tape"), book.trades, (trade) => `${book.token_id} ${trade.id}`, () =>
    row(["", "", "num", "num"], (trade, cells) => {
      const word = trade.side === "BUY" ? "buy" : "sell";
      say(cells[0], time(trade.at));
      say(cells[1], word);
      cells[1].className = word;
      say(cells[2], price(trade.price, book.tick));
      cells[2].className = `num ${word}`;
      say(cells[3], number(trade.size));
    }),
  );
}
