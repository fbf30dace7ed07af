// Changes of diagrams that the portal does not have yet: kept in this browser, per person and diagram, and sent one
// after the other. Each has an id of its own, so that one which arrived without our hearing of it is done once.

import { makeId } from "./taps.js";

const PREFIX = "changes:";
const AGAIN = [1, 2, 4, 8, 15]; // seconds until the next try
const user = () => document.body.dataset.user ?? "";
const queues = new Map();
const SHUT = "You can no longer change this diagram.";

class ChangeQueue {
  constructor(url) {
    this.url = url;
    this.key = `${PREFIX}${user()}:${url}`;
    this.number = null; // of the last change that the page shows
    this.known = null; // what undo and redo would put back, as the portal told us last
    this.tries = 0;
    this.line = "open"; // or "cut", or "signed-out"
    this.listener = null;
  }

  get entries() {
    if (this.unkept) return this.unkept; // storage that is shut: as long as the page stays
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  get waiting() {
    return this.entries.filter((entry) => !entry.state);
  }

  write(entries) {
    try {
      if (entries.length) localStorage.setItem(this.key, JSON.stringify(entries));
      else localStorage.removeItem(this.key);
      this.unkept = null;
    } catch {
      this.unkept = entries;
    }
  }

  change(id, more) {
    this.write(this.entries.map((entry) => (entry.id === id ? { ...entry, ...more } : entry)));
  }

  drop(id) {
    this.write(this.entries.filter((entry) => entry.id !== id));
  }

  add(does, about = "") {
    const entry = { id: makeId(), does, about };
    this.write([...this.entries, entry]);
    this.send();
    return entry;
  }

  // What was never sent is taken back here; what was, by the portal. Gives back the change that was taken back.
  goBack(way) {
    const last = this.waiting.at(-1);
    if (way === "undo" && last?.does && !last.tried) {
      this.drop(last.id);
      return last;
    }
    this.write([...this.entries, { id: makeId(), way }]);
    this.send();
    return null;
  }

  // Words whose place went away before they could be sent.
  keepLost(text, was) {
    this.write([...this.entries, { id: makeId(), state: "lost", text, was }]);
  }

  again(id, does) {
    this.change(id, { id: makeId(), does, state: "", words: "", current: null, tried: false });
    this.send();
  }

  async send() {
    clearTimeout(this.timer);
    if (this.sending) return;
    this.sending = true;
    try {
      // one tab at a time, so that the order is kept
      if (navigator.locks) await navigator.locks.request(this.key, () => this.sendAll());
      else await this.sendAll();
    } finally {
      this.sending = false;
      if (this.waiting.length && this.line !== "signed-out") this.later();
      this.listener?.changed();
    }
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), AGAIN[Math.min(this.tries, AGAIN.length - 1)] * 1000);
    this.tries += 1;
  }

  async sendAll() {
    for (let entry = this.waiting[0]; entry; entry = this.waiting[0]) {
      const sent = await this.sendOne(entry).catch(() => false);
      if (!sent) {
        if (this.line === "open") this.line = "cut";
        return;
      }
      this.line = "open";
      this.tries = 0;
    }
  }

  // Whether the portal answered; its answer is told, whatever it was.
  async sendOne(entry) {
    const body = { id: entry.id, after: this.number };
    if (entry.way) {
      if (!this.known) this.known = (await ask(this.url)).told;
      body.undo = entry.undo ?? this.known?.[entry.way];
      if (!body.undo) {
        this.drop(entry.id);
        this.listener?.told(null, entry, "There is nothing more to put back.");
        return true;
      }
    } else body.does = entry.does;
    this.change(entry.id, { tried: true, undo: body.undo });
    const { status, told } = await ask(`${this.url}?show=1`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    });
    if (status === "signed-out") this.line = status;
    if (typeof status !== "number" || status === 429 || status >= 500) return false;
    if (told) this.known = { undo: told.undo, redo: told.redo };
    if (status < 300 || entry.way || (status < 500 && !keepsWords(entry.does))) this.drop(entry.id);
    else if (status === 409) this.change(entry.id, { state: "clash", words: told.refused, current: told.current });
    else this.change(entry.id, { state: "refused", words: told?.refused ?? SHUT });
    this.listener?.told(told, entry, status < 300 ? "" : (told?.refused ?? SHUT));
    return true;
  }
}

// What a person typed is kept when it is refused; a move or a vote is made again more easily than read.
function keepsWords(does) {
  if (does.op === "all") return does.parts.some(keepsWords);
  return does.op === "set" || (does.op === "add" && does.row !== "edge");
}

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

// {status, told}: the status of an answer, or "signed-out"; a line that is cut throws.
export async function ask(url, options = {}) {
  const answer = await fetch(url, { redirect: "manual", credentials: "same-origin", ...options });
  if (answer.type === "opaqueredirect") return { status: "signed-out", told: null };
  const isJson = answer.headers.get("Content-Type")?.includes("json");
  return { status: answer.status, told: isJson ? await answer.json() : null };
}

export function queueFor(url) {
  if (!queues.has(url)) queues.set(url, new ChangeQueue(url));
  return queues.get(url);
}

// On every page: what waits for any diagram is sent as soon as there is a line.
export function sendChanges() {
  if (!user()) return;
  const mine = `${PREFIX}${user()}:`;
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(mine)) queueFor(key.slice(mine.length));
  } catch {
    // then nothing was kept
  }
  for (const queue of queues.values()) queue.send();
}

export function startChanges() {
  window.addEventListener("online", sendChanges);
  setTimeout(sendChanges, 0);
}
