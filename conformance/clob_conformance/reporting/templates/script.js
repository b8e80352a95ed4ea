"use strict";
document.documentElement.classList.add("scripts");

const rowsOf = (table) => [...table.tBodies[0].rows];

// Sorting: a header becomes a button; numbers by value, all else by the alphabet.
for (const table of document.querySelectorAll("table[data-sortable]")) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if ("plain" in head.dataset) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending" ||
        (!head.hasAttribute("aria-sort") && head.classList.contains("number"));
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const text = (row) => row.cells[column].textContent.trim();
      const order = new Intl.Collator("en", { numeric: true }).compare;
      table.tBodies[0].append(...rowsOf(table).sort((a, b) => order(text(a), text(b)) * (down ? -1 : 1)));
    });
  });
}

// Filtering: rows that hold every word; and, where asked, only those with findings.
const sift = (id) => {
  const table = document.getElementById(id);
  const words = document.querySelector(`[data-filter="${id}"]`).value.toLowerCase().split(/\s+/).filter(Boolean);
  const only = document.querySelector(`[data-only="${id}"]`)?.checked;
  let shown = 0;
  for (const row of rowsOf(table)) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word)) || (only && !("marked" in row.dataset));
    shown += row.hidden ? 0 : 1;
  }
  document.querySelector(`[data-shown="${id}"]`).textContent = `${shown} of ${rowsOf(table).length}`;
};
for (const input of document.querySelectorAll("[data-filter], [data-only]")) {
  input.addEventListener("input", () => sift(input.dataset.filter || input.dataset.only));
}

// Columns: those whose head holds every word.
for (const input of document.querySelectorAll("[data-columns]")) {
  input.addEventListener("input", () => {
    const table = document.getElementById(input.dataset.columns);
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hidden = [...table.tHead.rows[0].cells].map(
      (head, column) => column > 0 && !words.every((word) => head.textContent.includes(word)));
    for (const row of table.rows) hidden.forEach((hide, column) => { row.cells[column].hidden = hide; });
  });
}

// Copying: where a page from a file may not use the clipboard, by a selection.
const copied = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
};
for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.firstChild;
  button.addEventListener("click", async () => {
    label.data = (await copied(button.dataset.copy)) ? "Copied" : "Press Ctrl-C";
    setTimeout(() => { label.data = "Copy"; }, 2000);
  });
}

for (const button of document.querySelectorAll("[data-open]")) {
  button.addEventListener("click", () => {
    const all = [...document.getElementById(button.dataset.open).querySelectorAll("details")];
    const opening = all.some((one) => !one.open);
    for (const one of all) one.open = opening;
    button.textContent = opening ? "Close all" : "Open all";
  });
}

// A link to a finding opens it; on paper everything is open.
const reveal = () => {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
};
addEventListener("hashchange", reveal);
reveal();
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const one of closed) one.open = true;
});
addEventListener("afterprint", () => { for (const one of closed) one.open = false; });
