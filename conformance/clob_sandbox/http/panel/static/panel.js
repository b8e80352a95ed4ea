// The page: what is in view (a token, an account; kept in the address), and the stream that keeps it live.

import { drawAccount, drawAccounts, takeOver, tellChanges, wireAccount } from "./account.js";
import { $, say } from "./dom.js";
import { centre, drawBook, drawMarkets } from "./market.js";
import { drawSettings, wireSwitches } from "./switches.js";

const wanted = new URLSearchParams(location.search);
const view = { token: wanted.get("token_id"), address: wanted.get("account"), state: null, book: null, account: null };
let stream;

function choose(changes) {
  Object.assign(view, changes);
  const query = new URLSearchParams({ token_id: view.token ?? "", account: view.address ?? "" });
  history.replaceState(null, "", `?${query}`);
  connect(query);
}

function connect(query) {
  stream?.close();
  stream = new EventSource(`/_sandbox/events?${query}`);
  stream.onopen = () => linked("live");
  stream.onerror = () => {
    linked(stream.readyState === EventSource.CLOSED ? "gone" : "reconnecting");
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => connect(query), 2000);
  };
  const on = (name, draw) => stream.addEventListener(name, (event) => draw(JSON.parse(event.data)));
  on("clock", (seconds) => {
    const text = new Date(seconds * 1000).toISOString();
    say($("clock"), `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`);
    $("clock").dateTime = text;
  });
  on("state", drawState);
  on("book", (book) => {
    const another = book?.token_id !== view.book?.token_id;
    view.book = book;
    drawBookNow();
    if (another) {
      centre();
      say($("ticket-rule"), book ? `${book.outcome}: prices in steps of ${book.tick}, at least ${book.min_order_size} shares` : "");
    }
  });
  on("account", (account) => {
    view.account = account;
    if (!account) return;
    drawAccount(account);
    tellChanges(account);
    drawBookNow();
  });
}

function linked(word) {
  say($("link"), word);
  $("link").dataset.state = word;
}

function drawState(state) {
  view.state = state;
  const open = state.markets.filter((market) => !market.closed);
  const tokens = open.flatMap((market) => market.tokens.map((token) => token.token_id));
  const addresses = state.accounts.map((account) => account.address);
  const token = tokens.includes(view.token) ? view.token : tokens[0];
  const first = state.accounts.find((account) => account.kind === "first");
  const address = addresses.includes(view.address) ? view.address : first.address;
  drawSettings(state);
  drawMarkets(state.markets, token, (chosen) => choose({ token: chosen }));
  drawAccounts(state.accounts, address);
  if (token !== view.token || address !== view.address) choose({ token, address });
}

function drawBookNow() {
  if (!view.book) return;
  const own = new Set((view.account?.orders ?? []).flatMap(levelOf));
  drawBook(
    view.book,
    (side, at) => own.has(`${side} ${Number(at)}`),
    (token) => choose({ token }),
    takeOver,
  );
}

/** Where an order shows in the book in view: one of the other outcome stands on the other side at 1 - price. */
function levelOf(order) {
  const at = view.book.tokens.findIndex((token) => token.token_id === order.token_id);
  if (at < 0) return [];
  const yes = view.book.tokens[0].token_id === view.book.token_id;
  const bid = order.is_bid === yes;
  const price = yes ? Number(order.yes_price) : 1 - Number(order.yes_price);
  return [`${bid ? "BUY" : "SELL"} ${Number(price.toFixed(4))}`];
}

wireSwitches();
wireAccount(
  () => ({ token: view.token, address: view.address, orders: view.account?.orders ?? [] }),
  (address) => choose({ address }),
);
connect(wanted);
