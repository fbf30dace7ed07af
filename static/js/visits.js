// Logs of visits that wait on this phone for a line: kept per person, sent by any page of the portal, forgotten when
// the portal says that it has them. Each sending has a name, so that what is sent twice is one (decision 0062).

const PREFIX = "visit:";
const RETRY = [2, 4, 8, 15, 30]; // seconds
const PATIENCE = 20_000; // milliseconds until a line counts as none
const memory = new Map(); // where the browser keeps nothing
const flying = new Set();
const LIST = "/visits/kept/";
let tries = 0;
let timer = 0;

export const user = () => document.body.dataset.user ?? "";
const keyOf = (visit) => `${PREFIX}${user()}:${visit}`;

// '1:45pm' on the phone's clock, or on that of a place.
export function clockOf(at, timeZone) {
  const how = { hour: "numeric", minute: "2-digit", hour12: true, timeZone };
  return new Intl.DateTimeFormat("en-GB", how).format(new Date(at)).replace(/\s/, "").toLowerCase();
}

export function newName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// An id for a visit that nobody planned, as the portal draws them (UUID, version 4).
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function read(visit) {
  const key = keyOf(visit);
  if (memory.has(key)) return memory.get(key);
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

// Whether the phone keeps it; else it lasts as long as the page.
export function write(visit, entry) {
  const key = keyOf(visit);
  try {
    localStorage.setItem(key, JSON.stringify(entry));
    memory.delete(key);
    return true;
  } catch {
    memory.set(key, entry);
    return false;
  }
}

export function drop(visit) {
  memory.delete(keyOf(visit));
  try {
    localStorage.removeItem(keyOf(visit));
  } catch {
    // nothing could have been kept either
  }
}

// [visit, entry] of this person, oldest first.
export function kept() {
  const mine = `${PREFIX}${user()}:`;
  const keys = new Set(memory.keys());
  try {
    for (let place = 0; place < localStorage.length; place += 1) keys.add(localStorage.key(place));
  } catch {
    // only what this page remembers
  }
  return [...keys]
    .filter((key) => user() && key.startsWith(mine))
    .map((key) => key.slice(mine.length))
    .map((visit) => [visit, read(visit)])
    .filter(([, entry]) => entry?.send && Array.isArray(entry.values))
    .sort(([, one], [, other]) => one.at.localeCompare(other.at));
}

// The newest token: a page that was kept may hold one of an earlier session.
const token = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ??
  document.querySelector("[name=csrfmiddlewaretoken]")?.value ??
  "";

function body(entry) {
  const data = new URLSearchParams(entry.values);
  data.set("note_sealed", entry.sealed ?? "");
  data.set("sent", entry.name);
  data.set("before", entry.before.join(","));
  data.set("written", entry.at);
  data.set("writer", user()); // the browser may be signed in as somebody else by now
  return data;
}

async function post(entry) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(entry.send, {
      method: "POST",
      body: body(entry),
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      redirect: "manual",
      credentials: "same-origin",
      signal: stop.signal,
    });
    if ([200, 409, 422].includes(answer.status)) return await answer.json();
    if (answer.type === "opaqueredirect") return { state: "signed-out" };
    if (answer.status === 404) return { state: "shut" };
    if (answer.status === 403) {
      const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
      return isOurs ? await answer.json() : { state: "signed-out" }; // the token is of an earlier session
    }
    return { state: "offline" };
  } catch {
    return { state: "offline" };
  } finally {
    clearTimeout(late);
  }
}

// What came of it: saved, refused and stale come from the portal; offline, signed-out and shut are ours.
export async function send(visit) {
  const entry = read(visit);
  if (!entry || flying.has(visit)) return { state: "flying" };
  flying.add(visit);
  write(visit, { ...entry, tried: true });
  const told = await post(entry);
  flying.delete(visit);
  const now = read(visit);
  if (told.state === "saved" && now?.name === entry.name) drop(visit);
  else if (now && ["refused", "stale", "shut"].includes(told.state)) write(visit, { ...now, state: told.state, words: told.words });
  document.dispatchEvent(new CustomEvent("visit:told", { detail: { visit, entry, told } }));
  if (told.state === "offline") later();
  else tries = 0;
  return told;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(sendAll, RETRY[Math.min(tries, RETRY.length - 1)] * 1000);
  tries += 1;
}

// Those that are finished. A log that is still being written stays, and so does one that waits for its writer.
export async function sendAll() {
  for (const [visit, entry] of kept()) if (entry.state === "ready") await send(visit);
}

// --- On every page ------------------------------------------------------------------------------------------------

const SENT = "The visit is sent.";
const WORDS = {
  refused: "The log of a visit has something to put right before it can be saved.",
  stale: "A visit was changed elsewhere while its log waited on this phone. Nothing is lost.",
  shut: "The log of a visit was not taken: you do not coach this team any more. It is still on this phone.",
};

function say(words, page) {
  const place = document.getElementById("notices");
  if (!place) return;
  const notice = document.createElement("div");
  notice.className = "nhsuk-inset-text app-kept-notice";
  notice.setAttribute("role", "status");
  const line = document.createElement("p");
  line.textContent = `${words} `;
  if (page) {
    const link = document.createElement("a");
    Object.assign(link, { href: page, className: "nhsuk-link", textContent: "Look at it" });
    line.append(link);
  }
  notice.append(line);
  place.append(notice);
}

// What the portal says itself, it says to somebody who coaches the team no more.
const sentWords = ({ words }, { label }) => [label ? `${label}: the visit is sent.` : SENT, words].filter(Boolean).join(" ");
const wordsOf = ({ state, words }) => (words ? `The log of a visit was not taken. ${words} It is still on this phone.` : WORDS[state]);

// Where the log is seen: its page is shut for whoever coaches the team no more, so that the list shows it.
const pageOf = (state, entry) => (state === "shut" ? LIST : entry.page);

function tell({ detail: { visit, entry, told } }) {
  if (document.querySelector(`[data-visit-log="${CSS.escape(visit)}"]`)) return; // its own page says so
  if (told.state === "saved") say(sentWords(told, entry), told.words ? "" : told.page);
  else if (WORDS[told.state]) say(wordsOf(told), pageOf(told.state, entry));
}

export function startVisits() {
  if (!user()) return;
  document.addEventListener("visit:told", tell);
  window.addEventListener("online", sendAll);
  setTimeout(sendAll, 0);
  const saved = document.querySelector("[data-visit-saved]")?.dataset.visitSaved;
  if (saved && read(saved)?.state === "form") drop(saved);
  if (location.pathname === LIST) return; // it names them all
  const here = location.pathname + location.search;
  for (const [, entry] of kept()) if (WORDS[entry.state] && here !== entry.page) say(wordsOf(entry), pageOf(entry.state, entry));
}
