// The log of a visit on a phone: kept here while it is written, sent when there is a line. Without this script it is a
// form like any other.
import { canSeal, seal } from "./visit-seal.js";
import { clockOf, drop, newId, newName, read, send, write } from "./visits.js";

const part = document.querySelector("[data-visit-log]");
const form = part.querySelector("form");
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const idAsked = () => new URLSearchParams(location.search).get("draft") ?? "";
const isDrawnHere = part.dataset.new !== undefined && !ID.test(idAsked());
const visit = whichVisit();
const find = (name) => part.querySelector(`[data-visit-${name}]`);
const note = form.elements.namedItem("note");
const sealedField = form.elements.namedItem("note_sealed");
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "note", "note_sealed"]);
let sealed = "";
let sealing = Promise.resolve();
let hasChanged = false;

// Of a visit that nobody planned, the page that a phone keeps serves for any number: each gets an id of its own, which
// stands in the address, so that a reload goes on with it.
function whichVisit() {
  const page = part.dataset.visitLog;
  if (part.dataset.new === undefined) return page;
  if (isDrawnHere) history.replaceState(null, "", `?draft=${newId()}`);
  for (const name of ["visitLog", "send", "sealContext"]) part.dataset[name] = part.dataset[name].replace(page, idAsked());
  return idAsked();
}

const valuesNow = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.has(name));

function keep(wanted = "draft") {
  const earlier = read(visit);
  // Whoever coaches the team no more opens this page only once: what is changed on it stays on the list (visits-unsent).
  const state = wanted === "draft" && earlier?.state === "shut" ? "shut" : wanted;
  const entry = {
    page: location.pathname + location.search,
    send: part.dataset.send,
    label: part.dataset.label,
    values: valuesNow(),
    sealed,
    name: newName(),
    before: earlier ? [...earlier.before, ...(earlier.tried ? [earlier.name] : [])].slice(-20) : [],
    at: new Date().toISOString(),
    state,
  };
  const isKept = write(visit, entry);
  sayKept(isKept ? `Saved on this phone, ${clockOf(entry.at)}` : "This browser keeps nothing. Stay on this page until it is saved.", isKept);
  return entry;
}

function sayKept(words, isKept = true) {
  const place = find("kept");
  place.hidden = false;
  place.classList.toggle("app-visit-kept--not", !isKept);
  find("kept-words").textContent = words;
}

// --- The private note ---------------------------------------------------------------------------------------------

let asked = 0;

function sealNote() {
  if (!note) return sealing;
  const words = note.value;
  const turn = (asked += 1);
  sealing = (async () => {
    const result = words.trim() && canSeal() ? await seal(words, part.dataset.sealKey, part.dataset.sealContext) : "";
    if (turn === asked) sealed = result;
  })();
  return sealing;
}

// --- Written, brought back ----------------------------------------------------------------------------------------

let isRestoring = false;

function bringBack(entry) {
  isRestoring = true;
  const left = new Map();
  for (const [name, value] of entry.values) left.set(name, [...(left.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || NOT_KEPT.has(control.name) || control.type === "submit") continue;
    const values = left.get(control.name) ?? [];
    if (control.type === "radio" || control.type === "checkbox") {
      // A click, because what a choice uncovers listens for it.
      const wanted = values.includes(control.value);
      if (control.checked !== wanted && (wanted || control.type === "checkbox")) control.click();
    } else if (values.length) control.value = values[0];
  }
  isRestoring = false;
  sealed = entry.sealed ?? "";
  if (sealed && sealedField) {
    sealedField.value = sealed;
    find("note-kept").hidden = false;
    note.closest("details")?.setAttribute("open", "");
    note.closest(".nhsuk-form-group").before(find("note-kept"));
  }
  for (const fold of form.querySelectorAll("details")) {
    const boxes = [...fold.querySelectorAll("textarea, input[type=text]")];
    if (fold.dataset.steps !== undefined || boxes.some((box) => box.name.startsWith("step") && box.value)) fold.open = true;
  }
  sayKept(`Brought back from this phone, as of ${clockOf(entry.at)}`);
}

async function changed(event) {
  if (isRestoring) return;
  hasChanged = true;
  if (event.target === note) await sealNote();
  keep();
}

// The kept page says when it was fetched; a visit that is begun here was now, by the practice's clock.
function fillInNow() {
  const zone = part.dataset.zone;
  const how = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: zone };
  const parts = new Intl.DateTimeFormat("en-GB", how).formatToParts(new Date());
  const now = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const clock = clockOf(Date.now(), zone);
  form.elements.namedItem("day").value = `${now.weekday} ${now.day} ${now.month} ${now.year}`;
  form.elements.namedItem("time").value = clock;
  find("when").textContent = `${now.weekday} ${now.day} ${now.month}, ${clock}`;
}

// --- Sent ---------------------------------------------------------------------------------------------------------

const WAITS = {
  offline: "There is no signal. The visit is saved on this phone and sent by itself when the signal is back.",
  "signed-out": "You are signed out. The visit is saved on this phone. Sign in, and it is sent.",
  shut: "You do not coach this team any more.",
};
const waitWords = ({ state, words }) =>
  state === "shut" ? `The portal does not take this visit. ${words ?? WAITS.shut} It is still on this phone.` : WAITS[state];

function showWaiting(told) {
  const { state } = told;
  find("form").hidden = true;
  find("waits").hidden = false;
  find("waits-words").textContent = waitWords(told);
  const way = find("sign-in").querySelector("a");
  way.href = `${way.pathname}?next=${encodeURIComponent(location.pathname + location.search)}`;
  find("sign-in").hidden = state !== "signed-out";
  find("throw-away").hidden = state !== "shut";
  find("waits-title").focus();
}

// To somebody who coaches the team no more its pages are shut: what came of it is said here.
function showSent(words) {
  for (const name of ["form", "kept", "change", "throw-away", "sign-in"]) find(name).hidden = true;
  find("waits").hidden = false;
  find("waits-title").textContent = "The visit is sent";
  find("waits-words").textContent = words;
  find("waits-title").focus();
}

function settle(told) {
  if (told.state === "saved" && told.words) showSent(told.words);
  else if (told.state === "saved") location.assign(told.page);
  else if (told.state === "refused" || told.state === "stale") sendAsForm();
  else if (WAITS[told.state]) showWaiting(told);
}

// The portal shows what is to be put right, and where, on the page itself.
function sendAsForm() {
  write(visit, { ...(read(visit) ?? keep()), state: "form" }); // forgotten by the page that shows it saved
  if (sealedField && !note.value.trim()) sealedField.value = sealed;
  form.submit();
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (part.dataset.sending) return;
  part.dataset.sending = "yes";
  await sealing;
  if (note?.value.trim() && !sealed) {
    sendAsForm(); // this browser cannot seal: the note goes straight to the portal or stays on the page
    return;
  }
  const earlier = read(visit);
  if (!earlier || earlier.state !== "ready" || hasChanged) keep("ready");
  hasChanged = false;
  settle(await send(visit));
  delete part.dataset.sending;
});
document.addEventListener("visit:told", ({ detail }) => {
  if (detail.visit === visit && !find("waits").hidden && detail.told.state !== "offline") settle(detail.told);
});
find("change").addEventListener("click", () => {
  find("waits").hidden = true;
  find("form").hidden = false;
  keep();
  form.querySelector("input:not([type=hidden])")?.focus();
});
find("throw-away").addEventListener("click", () => {
  drop(visit);
  location.assign(part.dataset.list);
});

const entry = read(visit);
if (part.dataset.fresh === undefined) {
  // The portal has answered with something to put right: what stands in the form is newer than what was kept.
  hasChanged = true;
  sealNote().then(() => keep());
} else if (entry) {
  bringBack(entry);
  if (entry.state === "ready") showWaiting({ state: "offline" });
} else if (isDrawnHere) fillInNow();
document.documentElement.dataset.visitReady = "yes";
