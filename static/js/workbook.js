// The workbook saves each question by itself, within two seconds. Without this script the buttons at the foot do it.
// What is typed goes into the outbox at once and is sent a moment later; here the page says how that stands.

import { adopt, drop, entryFor, isFlying, isOnlyHere, keep, keyOf, rebased, send, sendAll, waiting } from "./outbox.js";

const QUIET = 700; // milliseconds after the last key
const LONGEST = 1500; // after the first one that has not been sent, also while somebody goes on typing
const KEPT = "Not sent yet: kept in this browser";
const WORDS = {
  offline: KEPT,
  "signed-out": "Not sent yet: kept in this browser. Sign in again and come back here to send it.",
  shut: "Not sent: this page has changed. Your words are kept in this browser. Load the page again.",
};
const rows = () => [...document.querySelectorAll("[data-answer]")];
const rowOf = (url) => rows().find((row) => row.dataset.save === url);
const line = document.getElementById("saved");
const clocks = new WeakMap();
const settled = new WeakMap(); // what the portal is known to have, by row
let lastSaved = line?.textContent.trim() ?? "";

const about = (row) => ({
  url: row.dataset.save,
  slug: row.id,
  label: row.dataset.label,
  page: `${location.pathname}#${row.id}`,
});

function boxes(row) {
  const own = [...row.querySelectorAll("input, select, textarea")].filter((box) => box.name.startsWith(`${row.id}-`));
  return own.map((box) => [box.name.slice(row.id.length + 1), box]).filter(([, box]) => box.type !== "hidden");
}

function values(row) {
  const found = {};
  for (const [name, box] of boxes(row)) {
    if (box.type === "radio") found[name] = box.checked ? box.value : (found[name] ?? "");
    else found[name] = box.type === "checkbox" ? box.checked : box.value;
  }
  return found;
}

const alike = (name, one, other) => {
  const plain = (text) => (name === "number" ? String(text).replace(/[,\s]/g, "") : String(text).trim());
  return plain(one) === plain(other);
};

function fill(row, wanted) {
  for (const [name, box] of boxes(row)) {
    if (!(name in wanted)) continue;
    if (box.type === "radio") box.checked = box.value === wanted[name];
    else if (box.type === "checkbox") box.checked = wanted[name];
    else if (box === document.activeElement && alike(name, box.value, wanted[name])) continue; // leave the cursor alone
    else box.value = wanted[name];
  }
}

// The hidden boxes that go along when the whole page is sent by its button.
function carry(row, entry) {
  for (const name of ["version", "sent", "before"]) {
    const box = row.querySelector(`[name="${row.id}-${name}"]`);
    const value = { version: entry?.version ?? row.dataset.version, sent: entry?.id ?? "", before: entry?.before.join(",") ?? "" };
    if (box) box.value = value[name];
  }
}

function say(row, words) {
  const status = row.querySelector("[role=status]");
  const text = document.createElement("span");
  text.className = "app-q__waits";
  text.textContent = words;
  status?.replaceChildren(text);
}

function sayAll() {
  if (!line) return;
  const left = waiting();
  const unsent = left.some(([, entry]) => !entry.state && entry.failed) || (left.length && !navigator.onLine);
  const asks = left.some(([, entry]) => entry.state);
  const words = unsent ? KEPT : asks ? "One answer waits for you" : left.length || isFlying() ? "Saving" : lastSaved;
  line.classList.toggle("app-saved--waits", Boolean(unsent || asks));
  const tick = line.querySelector("svg");
  if (tick) tick.toggleAttribute("hidden", words !== lastSaved);
  let text = line.querySelector("[data-words]");
  if (!text) {
    text = document.createElement("span");
    text.dataset.words = "";
    line.replaceChildren(...(tick ? [tick] : []), text);
  }
  if (text.textContent !== words) text.textContent = words;
}

function typed(event) {
  const row = event.target.closest?.("[data-answer]");
  if (!row || !event.target.name?.startsWith(`${row.id}-`)) return;
  const now = values(row);
  if (!entryFor(row.dataset.save) && JSON.stringify(now) === JSON.stringify(settled.get(row))) return;
  const entry = keep(about(row), now, row.dataset.version);
  carry(row, entry);
  row.dataset.unsaved = "";
  if (entry.state === "clash") return;
  const clock = clocks.get(row) ?? { first: Date.now() };
  clearTimeout(clock.timer);
  const wait = event.type === "change" ? 0 : Math.max(0, Math.min(QUIET, clock.first + LONGEST - Date.now()));
  clock.timer = setTimeout(() => {
    clocks.delete(row);
    send(keyOf(row.dataset.save));
  }, wait);
  clocks.set(row, clock);
  sayAll();
}

document.addEventListener("input", typed);
document.addEventListener("change", typed);

// Both versions stand side by side: whose, or both texts.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-choose]");
  const row = button?.closest("[data-answer]");
  if (!row) return;
  event.preventDefault();
  keep(about(row), values(row), row.dataset.version);
  send(keyOf(row.dataset.save), { name: button.dataset.choose, version: button.value });
});

document.addEventListener("answer:told", ({ detail: { key, entry, told } }) => {
  const row = rowOf(entry.url);
  if (row && key === keyOf(entry.url)) show(row, entry, told);
  if (told.state === "saved") lastSaved = told.line ?? lastSaved;
  sayAll();
  sayElsewhere();
});

function show(row, entry, told) {
  if (told.html === undefined) {
    say(row, isOnlyHere() ? "Not sent yet: kept on this page alone. Leave it open." : WORDS[told.state]);
    return;
  }
  row.querySelector("[role=status]").innerHTML = told.html;
  if (told.state !== "saved") return;
  row.dataset.version = told.version ?? "";
  fill(row, rebased(values(row), entry.values, told.values));
  const left = entryFor(row.dataset.save);
  carry(row, left);
  if (!left) {
    settled.set(row, values(row));
    delete row.dataset.unsaved;
  }
  if (told.has_history) row.querySelector("[data-history]")?.removeAttribute("hidden");
  const bars = told.bars && document.getElementById(told.bars.id);
  if (bars) bars.outerHTML = told.bars.html;
}

// What waits for another page of the workbook, because somebody has to look at it there.
function sayElsewhere() {
  const place = document.getElementById("kept-elsewhere");
  if (!place) return;
  const here = new Set(rows().map((row) => row.dataset.save));
  const left = waiting().filter(([, entry]) => entry.state && !here.has(entry.url));
  place.hidden = !left.length;
  place.replaceChildren(...left.map(([key, entry]) => notice(key, entry)));
}

function notice(key, entry) {
  const words = document.createElement("p");
  const link = document.createElement("a");
  const button = document.createElement("button");
  Object.assign(link, { href: entry.page, className: "nhsuk-link", textContent: `Look at '${entry.label}'` });
  Object.assign(button, { type: "button", className: "app-link-button", textContent: "Throw it away" });
  button.addEventListener("click", () => {
    drop(key);
    sayElsewhere();
    sayAll();
  });
  words.append(`What you typed for '${entry.label}' is kept in this browser and not saved yet. `, link, " ", button);
  return words;
}

function bringBack() {
  for (const row of rows()) {
    const entry = adopt(row.dataset.save);
    if (!entry) {
      settled.set(row, values(row));
      continue;
    }
    fill(row, entry.values);
    row.dataset.version = entry.version;
    row.dataset.unsaved = "";
    carry(row, entry);
    if (!navigator.onLine) say(row, KEPT);
  }
  sayElsewhere();
  sayAll();
}

bringBack();
sendAll();
window.addEventListener("offline", () => {
  for (const [, entry] of waiting()) {
    const row = rowOf(entry.url);
    if (row) say(row, KEPT);
  }
  sayAll();
});
// Only where the browser keeps nothing does leaving lose what has not been sent.
let sendsAll = false;
document.getElementById("workbook")?.addEventListener("submit", () => (sendsAll = true));
window.addEventListener("beforeunload", (event) => {
  if (!sendsAll && isOnlyHere()) event.preventDefault();
});
document.addEventListener("visibilitychange", () => document.hidden && sendAll());
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
