// An account: its balances, open orders with their cancels, trades and shares, and the ticket.

import { $, announce, control, keyed, make, money, notice, number, row, say, time } from "./dom.js";

/** Draws the choice of accounts. */
export function drawAccounts(accounts, chosen) {
  const list = $("accounts");
  keyed(list, accounts, (one) => one.address, () => {
    const option = make("option");
    return {
      node: option,
      update(one) {
        option.value = one.address;
        say(option, `${one.address.slice(0, 8)}… ${one.kind}${one.open ? `, ${one.open} open` : ""}`);
      },
    };
  });
  if (list.value !== chosen) list.value = chosen;
}

/** Draws an account. */
export function drawAccount(account) {
  say($("cash"), money.format(Number(account.cash)));
  say($("bound"), money.format(Number(account.bound_cash)));
  say($("free"), money.format(Number(account.cash) - Number(account.bound_cash)));
  const allowance = account.allowance === null ? "unlimited" : money.format(Number(account.allowance));
  say($("allowance"), account.standing || allowance);
  const hidden = account.orders_count - account.orders.length;
  say($("orders-title"), `Open orders (${account.orders_count}${hidden ? `, newest ${account.orders.length}` : ""})`);
  $("orders-empty").hidden = account.orders.length > 0;
  $("cancel-all").hidden = account.orders.length === 0;
  keyed($("orders"), account.orders, (order) => order.id, orderRow);
  $("own-trades-empty").hidden = account.trades.length > 0;
  keyed($("own-trades"), account.trades, (trade) => trade.id, tradeRow);
  keyed($("positions"), account.positions, (position) => position.token_id, () =>
    row(["question", "", "num", "num"], (position, cells) => {
      say(cells[0], position.question);
      say(cells[1], position.outcome);
      say(cells[2], number(position.shares));
      say(cells[3], number(position.bound));
    }),
  );
}

function orderRow(first) {
  const button = make("button", "cancel", "Cancel");
  button.type = "button";
  button.setAttribute("aria-label", `Cancel ${first.side} ${first.size} ${first.outcome} at ${first.price}`);
  button.onclick = () => cancel([first]);
  const bar = make("span", "filled");
  const fill = make("span");
  bar.append(fill);
  const line = row(["question", "", "num", "num", "spare", "spare", ""], (order, cells) => {
    say(cells[0], `${order.question} ${order.outcome}`);
    say(cells[1], order.side.toLowerCase());
    cells[1].className = order.side === "BUY" ? "buy" : "sell";
    say(cells[2], order.price);
    say(cells[3].firstChild, `${number(order.matched)} / ${number(order.size)}`);
    fill.style.inlineSize = `${(100 * Number(order.matched)) / Number(order.size)}%`;
    say(cells[4], order.type);
    say(cells[5], time(order.at));
  });
  line.cells[3].append(make("span"), bar);
  line.cells[6].append(button);
  line.node.title = first.id;
  return line;
}

function tradeRow() {
  return row(["", "question", "", "num", "num", "num spare", "", "spare"], (trade, cells) => {
    say(cells[0], time(trade.at));
    say(cells[1], `${trade.question} ${trade.outcome}`);
    say(cells[2], trade.side.toLowerCase());
    cells[2].className = trade.side === "BUY" ? "buy" : "sell";
    say(cells[3], trade.price);
    say(cells[4], number(trade.size));
    say(cells[5], number(trade.fee));
    say(cells[6], trade.role);
    say(cells[7], trade.status.toLowerCase());
  });
}

async function cancel(orders) {
  const done = [];
  for (const order of orders) {
    if (await control("/_sandbox/cancel", { order_id: order.id })) done.push(order);
  }
  if (done.length === 1) notice(`Cancelled ${done[0].side} ${number(done[0].size)} at ${done[0].price}`, true);
  else if (done.length) notice(`Cancelled ${done.length} orders`, true);
  if (!document.activeElement || document.activeElement === document.body) $("orders-title").focus();
}

let known;

/** Tells what became of the orders since the last look. */
export function tellChanges(account) {
  const now = new Map(account.orders.map((order) => [order.id, order]));
  if (known?.address === account.address) {
    const fresh = account.orders.filter((order) => !known.orders.has(order.id));
    const trades = account.trades.filter((trade) => !known.trades.has(trade.id));
    if (trades.length) {
      const { role, side, size, outcome, price } = trades[0];
      announce(`Traded as ${role}: ${side} ${number(size)} ${outcome} at ${price}`);
    } else if (fresh.length) {
      const { side, size, outcome, price } = fresh[0];
      announce(`Order rests: ${side} ${number(size)} ${outcome} at ${price}`);
    }
  }
  known = { address: account.address, orders: now, trades: new Set(account.trades.map((trade) => trade.id)) };
}

/** Wires the ticket, the cancels and the new account; `look` gives the token, account and orders in view. */
export function wireAccount(look, choose) {
  const ticket = $("ticket");
  const send = $("ticket-send");
  ticket.addEventListener("input", () => {
    const cost = Number(ticket.elements.price.value) * Number(ticket.elements.size.value);
    say($("ticket-cost"), Number.isFinite(cost) && cost ? `${money.format(cost)} USDC` : "");
  });
  ticket.addEventListener("change", () => {
    const side = ticket.elements.side.value;
    say(send, side === "BUY" ? "Buy" : "Sell");
    send.className = side === "BUY" ? "main buy" : "main sell";
    ticket.elements.post_only.disabled = ticket.elements.order_type.value !== "GTC";
  });
  ticket.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = ticket.elements;
    const placed = await control("/_sandbox/orders", {
      address: look().address,
      token_id: look().token,
      side: fields.side.value,
      price: fields.price.value,
      size: fields.size.value,
      order_type: fields.order_type.value,
      post_only: !fields.post_only.disabled && fields.post_only.checked,
    });
    if (placed) notice(`Order ${placed.status}: ${fields.side.value} ${fields.size.value} at ${fields.price.value}`, true);
  });
  $("cancel-all").onclick = () => cancel(look().orders);
  $("accounts").onchange = () => choose($("accounts").value);
  $("new-account").onclick = async () => {
    const made = await control("/_sandbox/accounts", {});
    if (!made) return;
    notice(`Made account ${made.address.slice(0, 8)}… with 10,000 USDC`, true);
    choose(made.address);
  };
}

/** Takes a price of the book over: pressing an ask buys at it, pressing a bid sells. */
export function takeOver(side, price) {
  const fields = $("ticket").elements;
  fields.side.value = side === "SELL" ? "BUY" : "SELL";
  fields.price.value = price;
  $("ticket").dispatchEvent(new Event("change"));
  $("ticket").dispatchEvent(new Event("input"));
  fields.size.focus();
}
