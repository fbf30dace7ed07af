// A meeting on one screen: notes save themselves and take in what others write; the time of a point runs on.
// Without this file the form's buttons do the same.
import { forget, read, store, user } from "./drafts.js";

const form = document.getElementById("live");
const box = form?.elements.namedItem("notes");
const began = form?.elements.namedItem("base"); // the text from which what stands in the box was made
const line = form?.elements.namedItem("text"); // what is written down next
const place = `live:${user()}:${form?.dataset.notesUrl ?? location.pathname}`;
const WAIT = 700;
let timer = 0;
let sending = null;
let stopped = false;
let stuck = false; // whether the last save did not arrive

const said = document.getElementById("live-saved");
const say = (words) => {
  if (said && said.textContent !== words) said.textContent = words;
};

// Puts a newer text into the box and leaves the caret where the person has it.
function show(text) {
  const old = box.value;
  began.value = text;
  if (old === text) return;
  const { selectionStart, selectionEnd } = box;
  let head = 0;
  while (head < old.length && head < text.length && old[head] === text[head]) head += 1;
  let tail = 0;
  const most = Math.min(old.length, text.length) - head;
  while (tail < most && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
  const moved = (caret) => {
    if (caret <= head) return caret;
    if (caret >= old.length - tail) return caret + text.length - old.length;
    return text.length - tail;
  };
  box.value = text;
  if (document.activeElement === box) box.setSelectionRange(moved(selectionStart), moved(selectionEnd));
}

async function save() {
  clearTimeout(timer);
  if (sending) await sending;
  if (stopped || box.value === began.value) return;
  sending = send();
  await sending;
  sending = null;
}

async function send() {
  const mine = box.value;
  const body = new URLSearchParams({ notes: mine, base: began.value });
  try {
    const answer = await fetch(form.dataset.notesUrl, {
      method: "POST",
      body,
      keepalive: true, // what is on its way arrives, also when the page is left
      redirect: "manual",
      headers: { "X-CSRFToken": form.elements.namedItem("csrfmiddlewaretoken").value },
    });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    stuck = !answer.ok || !told;
    if (!stuck) {
      // What was typed meanwhile began from what was sent, not from what others have made of it.
      if (box.value === mine) show(told.notes);
      else began.value = mine;
      say(told.warning || "Saved just now");
      keep();
      if (box.value !== began.value) soon();
    } else {
      say(told?.refused ?? "Not saved yet. Your text stays here. Use ‘Save the notes’.");
    }
  } catch {
    stuck = true;
    say("Not saved: no connection. Your text stays here and is sent when the line is back.");
    soon(5000);
  }
}

function soon(wait = WAIT) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

// What the portal does not have yet stays in this tab, with the text from which it was made: after signing in again it
// is put together with what others wrote meanwhile, like any save.
function keep(unsaved = box && box.value !== began.value) {
  const notes = unsaved ? { notes: box.value, base: began.value } : {};
  if (notes.notes === undefined && !line?.value) forget(place);
  else store(place, JSON.stringify({ ...notes, text: line?.value ?? "" }));
}

function bringBack() {
  const kept = JSON.parse(read(place) ?? "null");
  if (!kept) return;
  if (line && !line.value) line.value = kept.text;
  if (!box || kept.notes === undefined) return;
  if (kept.notes === box.value) {
    keep(); // they arrived after all
    return;
  }
  box.value = kept.notes;
  began.value = kept.base;
  say("Your text from before is back");
  soon();
}

form?.addEventListener("input", () => keep());
form?.addEventListener("submit", () => {
  keep();
  store("draft-sent", place); // forgotten by the next page, unless it is the one for signing in
});
if (form) bringBack();

if (box && form.dataset.notesUrl) {
  box.addEventListener("input", () => {
    say("");
    soon();
  });
  form.addEventListener("submit", () => {
    stopped = true; // the form carries the notes itself
    clearTimeout(timer);
  });
  addEventListener("pagehide", () => {
    if (stopped || box.value === began.value) return;
    if (!stuck) keep(false);
    send();
  });
  // What others wrote comes with the news; while one's own text is on its way, the answer to that brings it.
  document.addEventListener("htmx:oobAfterSwap", takeIn);
}

// Enter takes what reads like 'Sam: ring them' for an action; and whoever has written one thing down can write the next.
line?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !/^[^:]{1,60}:\s*\S/.test(line.value)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[value=action]"));
});
if (location.hash === "#id_text") line?.focus();

function takeIn() {
  const news = document.getElementById("live-notes");
  if (!news || news.dataset.item !== form.elements.namedItem("item").value) return;
  if (sending || stopped || box.value !== began.value) return;
  if (news.dataset.notes !== box.value) say("Somebody else has added to the notes");
  show(news.dataset.notes);
}

function words(left) {
  if (left >= 60) return `${Math.floor(left / 60)} min left`;
  if (left > 0) return "Less than a minute left";
  return left <= -60 ? `${Math.floor(-left / 60)} min over` : "Time is up";
}

const since = new WeakMap();
setInterval(() => {
  for (const line of document.querySelectorAll("[data-seconds-left]")) {
    if (!since.has(line)) since.set(line, performance.now());
    const left = Number(line.dataset.secondsLeft) - Math.floor((performance.now() - since.get(line)) / 1000);
    const now = words(left);
    if (line.textContent !== now) line.textContent = now;
    line.parentElement.classList.toggle("app-agenda__time--over", left <= 0);
  }
}, 1000);
