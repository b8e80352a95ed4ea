// The switches: mode, trouble, rate limits, matching, clock, faults and the reset. A form shows what is in force
// until somebody changes it, and again when that was sent.

import { $, control, keyed, make, notice, say } from "./dom.js";

/** Draws what is in force: the chips on top and the forms. */
export function drawSettings(state) {
  const chips = [{ name: "profile", text: state.profile }];
  const add = (on, name, text) => on && chips.push({ name, text, hot: true });
  const ends = state.mode_until === null ? "" : ` until ${new Date(state.mode_until * 1000).toISOString().slice(11, 19)}`;
  add(state.mode !== "normal", "mode", state.mode + ends);
  const { kind, value, times } = state.trouble;
  add(kind !== "none" && times !== 0, "trouble", [kind, value, times === null ? null : `${times} left`].filter((one) => one !== null).join(" "));
  add(state.rate_limits !== "off", "limits", state.rate_limits);
  const { delay, taker_delay } = state.matching;
  add(delay > 0, "delay", `${delay} s`);
  add(taker_delay, "taker delay", "250 ms");
  add(state.skew !== 0, "skew", `${state.skew} s`);
  add(state.faults.length > 0, "faults", String(state.faults.length));
  keyed($("chips"), chips, (chip) => chip.name, (chip) => {
    const node = make("li", chip.hot ? "chip hot" : "chip", make("span", "", `${chip.name} `), make("b"));
    return { node, update: (one) => say(node.lastChild, one.text) };
  });
  show("mode-form", { mode: state.mode });
  show("limits-form", { tier: state.rate_limits });
  show("matching-form", { delay: String(delay), taker_delay });
  show("clock-form", { skew: String(state.skew) });
  const shown = typeof value === "string" || kind === "html" ? `${kind}:${value ?? 502}` : kind;
  show("trouble-form", { kind: times === 0 ? "none" : shown });
  say($("faults-count"), state.faults.length ? `(${state.faults.length} planted)` : "(none planted)");
  for (const box of $("faults").querySelectorAll("input")) box.checked = state.faults.includes(box.value);
}

const atWork = new WeakSet();

function show(id, values) {
  const form = $(id);
  if (atWork.has(form)) return;
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements[name];
    if (field.type === "checkbox") field.checked = value;
    else field.value = value;
  }
}

function onSubmit(id, send) {
  const form = $(id);
  form.addEventListener("input", () => atWork.add(form));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const done = await send(form.elements);
    atWork.delete(form);
    if (done) notice(done, true);
  });
}

const given = (field) => (field.value === "" ? null : Number(field.value));

/** Wires the forms. */
export function wireSwitches() {
  onSubmit("mode-form", async ({ mode, seconds }) => {
    const body = { mode: mode.value };
    if (given(seconds) !== null) body.seconds = given(seconds);
    return (await control("/_sandbox/mode", body)) && `Mode ${mode.value}`;
  });
  onSubmit("trouble-form", async ({ kind, value, times }) => {
    const [word, named] = kind.value.split(":");
    const body = { kind: word };
    if (named) body.value = word === "html" ? Number(named) : named;
    else if (word === "latency") body.value = given(value);
    if (given(times) !== null) body.times = given(times);
    return (await control("/_sandbox/trouble", body)) && `Trouble: ${kind.value}`;
  });
  onSubmit("limits-form", async ({ tier }) => (await control("/_sandbox/limits", { tier: tier.value })) && `Rate limits: ${tier.value}`);
  onSubmit("matching-form", async ({ delay, taker_delay }) => {
    const body = { delay: given(delay) ?? 0, taker_delay: taker_delay.checked };
    return (await control("/_sandbox/matching", body)) && "Matching set";
  });
  onSubmit("clock-form", async ({ skew }) => (await control("/_sandbox/clock", { skew: given(skew) ?? 0 })) && `Skew ${skew.value} s`);
  for (const button of document.querySelectorAll("[data-advance]")) {
    button.onclick = async () => {
      const done = await control("/_sandbox/clock", { advance: Number(button.dataset.advance) });
      if (done) notice(`Clock moved ${button.textContent}`, true);
    };
  }
  onSubmit("reset-form", async () => {
    if (!confirm("Reset the sandbox? All orders, trades and settings are gone.")) return null;
    return (await control("/_sandbox/reset", {})) && "The sandbox began afresh";
  });
  $("faults-box").addEventListener("toggle", loadFaults, { once: true });
  $("faults-find").addEventListener("input", findFaults);
}

async function loadFaults() {
  const faults = await (await fetch("/_sandbox/faults")).json();
  for (const fault of faults) {
    const box = make("input");
    box.type = "checkbox";
    box.value = fault.name;
    box.checked = fault.on;
    box.onchange = plant;
    $("faults").append(make("label", "fault", box, make("b", "", fault.name), make("span", "", fault.meaning)));
  }
  findFaults();
}

function plant() {
  const on = [...$("faults").querySelectorAll("input:checked")].map((box) => box.value);
  control("/_sandbox/faults", { on });
}

function findFaults() {
  const words = $("faults-find").value.toLowerCase().split(/\s+/);
  for (const label of $("faults").children) {
    const text = label.textContent.toLowerCase();
    label.hidden = !words.every((word) => text.includes(word));
  }
}
