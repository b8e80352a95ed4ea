// Small helpers: elements are made and filled by text alone, so that no text of a market or an order can become
// markup, and rows keep their element from one event to the next, so that the focus stays where it is.

export const $ = (id) => document.getElementById(id);

/** Sets a text where it differs: unchanged nodes are not touched, so that selections survive. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** An element with a class and children (texts or nodes). */
export function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

const drawn = new WeakMap(); // parent -> its rows by key

/** Makes the children of `parent` one for each item, in order; `make` builds one and gives its `update`. */
export function keyed(parent, items, key, build) {
  if (!drawn.has(parent)) drawn.set(parent, new Map());
  const rows = drawn.get(parent);
  const wanted = new Set(items.map(key));
  for (const [name, row] of rows) {
    if (!wanted.has(name)) {
      row.node.remove();
      rows.delete(name);
    }
  }
  let place = parent.firstChild;
  for (const item of items) {
    const name = key(item);
    let row = rows.get(name);
    if (!row) rows.set(name, (row = build(item)));
    row.update(item);
    if (row.node === place) place = place.nextSibling;
    else parent.insertBefore(row.node, place);
  }
}

/** A table row of cells with classes; `fill` sets texts and whatever else. */
export function row(classes, fill, head = 0) {
  const node = make("tr");
  const cells = classes.map((name, at) => {
    const cell = make(at === head ? "th" : "td", name);
    if (at === head) cell.scope = "row";
    node.append(cell);
    return cell;
  });
  return { node, cells, update: (item) => fill(item, cells, node) };
}

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });
export const number = (text) => (text === null ? "–" : grouped.format(Number(text)));
export const money = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A price with as many decimals as the tick has. */
export function price(text, tick) {
  return text === null ? "–" : Number(text).toFixed((tick.split(".")[1] ?? "").length);
}

export const time = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19);

/** Tells those who hear the page what has happened. */
export function announce(text) {
  say($("news"), text);
}

/** Posts to a control path; a refusal is told and gives null. */
export async function control(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  const value = answer && (await answer.json().catch(() => null));
  if (answer?.ok) return value;
  notice(value?.error ?? "the sandbox does not answer");
  return null;
}

let waning;

/** Shows a sentence for some seconds, and has it read out. */
export function notice(text, good = false) {
  const old = document.querySelector(".toast");
  const toast = make("p", good ? "toast good" : "toast", text);
  toast.setAttribute("role", good ? "status" : "alert");
  old?.remove();
  document.body.append(toast);
  clearTimeout(waning);
  waning = setTimeout(() => toast.remove(), 8000);
}
