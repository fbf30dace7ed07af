// Answers of the workbook that have not arrived yet. They are kept in this browser, per person, until the portal says
// that it has them: a lost line, a reload or a closed browser loses none. Each change has a name of its own, so that
// one which arrived without our hearing of it is saved once.

const PREFIX = "answer:";
const RETRY = [2, 4, 8, 15, 30]; // seconds
const TAB = newName();
const user = () => document.body.dataset.user ?? "";
const memory = new Map(); // where the browser keeps nothing
const flying = new Set();
let tries = 0;
let timer = 0;

function newName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function read(key) {
  if (memory.has(key)) return memory.get(key);
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key, entry) {
  try {
    localStorage.setItem(key, JSON.stringify(entry));
    memory.delete(key);
  } catch {
    memory.set(key, entry);
  }
}

export function drop(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing could have been kept either
  }
}

// [key, entry] of this person, oldest first.
export function waiting() {
  const mine = `${PREFIX}${user()}:`;
  const keys = new Set(memory.keys());
  try {
    for (let place = 0; place < localStorage.length; place += 1) keys.add(localStorage.key(place));
  } catch {
    // only what this page remembers
  }
  return [...keys]
    .filter((key) => user() && key.startsWith(mine))
    .map((key) => [key, read(key)])
    .filter(([, entry]) => entry?.url && entry.values)
    .sort((one, other) => one[1].at - other[1].at);
}

export const isOnlyHere = () => memory.size > 0;
export const entryFor = (url) => read(keyOf(url));
export const keyOf = (url) => `${PREFIX}${user()}:${url}:${TAB}`;

const equal = (one, other) => Object.keys({ ...one, ...other }).every((name) => one[name] === other[name]);

// Keep what stands in the boxes of one question. `about`: url, slug, label, page; `version`: what it started from.
export function keep(about, values, version) {
  const key = keyOf(about.url);
  const earlier = read(key);
  if (earlier && equal(earlier.values, values)) return earlier;
  const entry = {
    ...about,
    values,
    version: earlier ? earlier.version : version,
    id: newName(),
    before: earlier ? [...earlier.before, ...(earlier.tried ? [earlier.id] : [])].slice(-20) : [],
    // While two versions stand side by side, the person chooses: nothing is sent behind their back.
    state: earlier?.state === "clash" ? "clash" : "",
    failed: earlier?.failed ?? false,
    at: earlier?.at ?? Date.now(),
  };
  write(key, entry);
  return entry;
}

// Take over what an earlier page left for this question. The newest is shown; older ones are sent by themselves.
export function adopt(url) {
  const own = keyOf(url);
  const left = waiting().filter(([key, entry]) => entry.url === url && key !== own);
  const newest = left.at(-1);
  if (!newest || read(own)) return read(own);
  drop(newest[0]);
  const entry = { ...newest[1], state: "" };
  write(own, entry);
  return entry;
}

function body(entry, choice) {
  const data = new FormData();
  const put = (name, value) => data.append(`${entry.slug}-${name}`, value);
  for (const [name, value] of Object.entries(entry.values)) {
    if (typeof value !== "boolean") put(name, value);
    else if (value) put(name, "on");
  }
  put("version", entry.version);
  put("sent", entry.id);
  put("before", entry.before.join(","));
  if (choice) put(choice.name, choice.version);
  return data;
}

const untouched = (one, other) => String(one).trim() === String(other).trim();

// What the portal has now, with what the person has typed since they sent it.
export function rebased(values, sent, told) {
  const result = { ...values };
  for (const name of Object.keys(told)) {
    if (name in result && untouched(result[name], sent[name])) result[name] = told[name];
  }
  return result;
}

const tell = (key, entry, told) => document.dispatchEvent(new CustomEvent("answer:told", { detail: { key, entry, told } }));

function settle(key, sent, told) {
  const now = read(key);
  if (!now) return;
  if (told.state === "saved") {
    if (now.id === sent.id) drop(key);
    else write(key, { ...now, version: told.version ?? "", before: [], values: rebased(now.values, sent.values, told.values), state: "", failed: false });
  } else if (now.id === sent.id || told.state === "clash") {
    // refused or clash: it stays, and waits for the person
    write(key, { ...now, state: told.state });
  }
}

function fail(key) {
  const now = read(key);
  if (now) write(key, { ...now, failed: true });
}

// What came of it: saved, clash and refused come from the portal; offline, signed-out and shut are ours.
export async function send(key, choice) {
  const entry = read(key);
  if (!entry || flying.has(key)) return;
  flying.add(key);
  write(key, { ...entry, tried: true });
  let told = { state: "offline" };
  try {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    const data = body(entry, choice);
    const answer = await fetch(entry.url, { method: "POST", body: data, headers, redirect: "manual", credentials: "same-origin" });
    if ([200, 409, 422].includes(answer.status)) told = await answer.json();
    else if (answer.type === "opaqueredirect") told = { state: "signed-out" };
    else if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) told = { state: "shut" };
  } catch {
    told = { state: "offline" };
  } finally {
    flying.delete(key);
  }
  if (told.html === undefined) fail(key);
  else settle(key, entry, told);
  tell(key, entry, told);
  if (told.state === "offline") later();
  else tries = 0;
  if (told.state === "saved" && read(key)) send(key);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(sendAll, RETRY[Math.min(tries, RETRY.length - 1)] * 1000);
  tries += 1;
}

export const isFlying = () => flying.size > 0;

export function sendAll() {
  for (const [key, entry] of waiting()) if (!entry.state) send(key);
}

// On every page: what waits is sent as soon as there is a line.
export function startOutbox() {
  if (!user()) return;
  window.addEventListener("online", sendAll);
  setTimeout(sendAll, 0);
}
