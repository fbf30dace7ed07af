// Acts of a phone that wait for a line: kept on the device, sent in their order, and forgotten when the portal names
// them in its answer. Each has an id of its own, so that what is sent twice is one.

const AGAIN = 15_000; // milliseconds until the next try
const AT_ONCE = 100;

export function makeId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // pages without https have no randomUUID
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// One press of a key is one tap, however long it is held: Enter would press its button again and again.
export function tapOnce(form) {
  form.addEventListener("keydown", (event) => {
    if (event.repeat && event.key === "Enter" && event.target instanceof HTMLButtonElement) event.preventDefault();
  });
}

const nameOf = (act) => `${act.do} ${act.id}`;

export class Outbox {
  // key: where it is kept. url, token: where it is sent. told(answer): what the portal says. say(words), changed().
  constructor({ key, url, token, told, say, changed }) {
    Object.assign(this, { key, url, token, told, say, changed });
    this.sending = false;
    this.timer = 0;
    window.addEventListener("online", () => this.send());
    window.addEventListener("storage", (event) => event.key === this.key && this.changed());
  }

  get acts() {
    if (this.unkept) return this.unkept; // storage that is shut or full: as long as the page stays
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  keep(acts) {
    try {
      if (acts.length) localStorage.setItem(this.key, JSON.stringify(acts));
      else localStorage.removeItem(this.key);
      this.unkept = null;
    } catch {
      this.unkept = acts;
      this.say("This browser keeps nothing. Stay on this page until all is sent.");
    }
  }

  add(act) {
    this.keep([...this.acts, act]);
    this.changed();
    this.send();
  }

  // An act that was never sent can go without a word to the portal. The one that is on its way cannot.
  drop(id) {
    if (this.onTheWay?.has(id)) return false;
    const acts = this.acts;
    const left = acts.filter((act) => act.id !== id);
    if (left.length === acts.length) return false;
    this.keep(left);
    this.changed();
    return true;
  }

  async send() {
    clearTimeout(this.timer);
    if (this.sending || !this.acts.length) return;
    this.sending = true;
    const acts = this.acts.slice(0, AT_ONCE);
    this.onTheWay = new Set(acts.map((act) => act.id));
    let answer = null;
    try {
      const response = await fetch(this.url, {
        method: "POST",
        body: new URLSearchParams({ acts: JSON.stringify(acts) }),
        redirect: "manual",
        headers: { "X-CSRFToken": this.token },
      });
      const json = response.headers.get("Content-Type")?.includes("json");
      answer = json ? await response.json() : null;
      if (!response.ok || !answer) {
        this.say(answer?.refused ?? "Not sent yet. All is kept on this phone. Open the page again.");
        answer = null;
      }
    } catch {
      this.say("There is no connection. Go on: all is kept on this phone and sent when the line is back.");
    }
    this.sending = false;
    this.onTheWay = null;
    if (answer) {
      // Only what was sent: an undo that came meanwhile may bear the id of the tap that it takes back.
      const kept = new Set(answer.kept);
      const done = new Set(acts.filter((act) => kept.has(act.id)).map(nameOf));
      this.keep(this.acts.filter((act) => !done.has(nameOf(act))));
      this.say(answer.notes.join(" "));
      this.told(answer);
    }
    this.changed();
    if (this.acts.length) this.timer = setTimeout(() => this.send(), answer ? 0 : AGAIN);
  }
}
