// Brings the pages of a coach's coming visits onto the phone, and takes them away again: at sign-out, when somebody
// else signs in, and when a visit is over.
import { drop, kept, send, user } from "./visits.js";

const CACHE = "visits";
const OWNER = "visits-owner";
const AGAIN = 10 * 60_000; // milliseconds until the pages are fetched anew
const WHEN = "visits-kept-at";

function recall(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function note(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    // the pages are then fetched more often
  }
}

const canKeep = () => "serviceWorker" in navigator && "caches" in window;

async function forget() {
  note(OWNER, "");
  note(WHEN, "");
  if (canKeep()) await caches.delete(CACHE);
}

// A page as it may be shown again. What came by way of a redirect could not be; the browser has unpacked it already.
function toKeep(answer, text) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response(text, { headers });
}

// The list is a page of its own: it names the pages to keep, and each says for whom it may be kept. They are kept by
// their paths: the log of a visit that nobody planned is one page, for as many visits as there come.
async function bring(list) {
  const pages = new Map();
  const files = new Set(performance.getEntriesByType("resource").map((entry) => entry.name));
  const wanted = [list];
  while (wanted.length) {
    const address = wanted.shift();
    if (pages.has(address)) continue;
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    const isElsewhere = new URL(answer.url).pathname !== address;
    if (!answer.ok || isElsewhere || answer.headers.get("X-Keep") !== user()) continue;
    const text = await answer.text();
    pages.set(address, toKeep(answer, text));
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const part of page.querySelectorAll("link[href], script[src]")) {
      files.add(new URL(part.getAttribute("href") ?? part.getAttribute("src"), location.href).href);
    }
    if (address === list) wanted.push(...[...page.querySelectorAll("[data-keep-page]")].map((link) => link.getAttribute("href")));
  }
  if (!pages.size) return;
  const cache = await caches.open(CACHE);
  const own = [...files].filter((name) => name.startsWith(`${location.origin}/static/`));
  const names = new Set([...own, ...[...pages.keys()].map((path) => new URL(path, location.href).href)]);
  for (const request of await cache.keys()) if (!names.has(request.url)) await cache.delete(request);
  for (const [path, answer] of pages) await cache.put(path, answer);
  for (const name of own) if (!(await cache.match(name, { ignoreVary: true }))) await cache.add(name).catch(() => {});
  note(OWNER, user());
  note(WHEN, String(Date.now()));
  document.documentElement.dataset.kept = "yes";
}

async function keepPages(list) {
  await navigator.serviceWorker.register(list.dataset.worker);
  await navigator.serviceWorker.ready;
  const age = Date.now() - Number(recall(WHEN));
  if (recall(OWNER) === user() && age < AGAIN && recall("visits-list") === list.dataset.now) {
    document.documentElement.dataset.kept = "yes";
    return;
  }
  await bring(list.dataset.keepPages);
  note("visits-list", list.dataset.now);
}

// --- Signing out --------------------------------------------------------------------------------------------------

const words = (count) => (count === 1 ? "The log of one visit is not sent yet." : `The logs of ${count} visits are not sent yet.`);

function ask(form, waiting) {
  document.getElementById("visits-unsent")?.remove();
  const notice = document.createElement("div");
  notice.id = "visits-unsent";
  notice.className = "nhsuk-inset-text app-kept-notice";
  notice.tabIndex = -1;
  notice.setAttribute("role", "alert");
  const line = document.createElement("p");
  line.textContent = `${words(waiting.length)} Signing out takes it off this phone.`;
  const choices = document.createElement("p");
  const look = document.createElement("a");
  Object.assign(look, { href: waiting[0][1].page, className: "nhsuk-link", textContent: "Look at it first" });
  const leave = document.createElement("button");
  Object.assign(leave, { type: "button", className: "app-link-button", textContent: "Sign out and delete it" });
  leave.addEventListener("click", async () => {
    for (const [visit] of waiting) drop(visit);
    await forget();
    form.submit();
  });
  choices.append(look, " ", leave);
  notice.append(line, choices);
  document.getElementById("notices")?.prepend(notice);
  notice.focus();
}

async function signOut(event) {
  event.preventDefault();
  const form = event.target;
  for (const [visit, entry] of kept()) if (entry.state === "ready") await send(visit);
  const waiting = kept();
  if (waiting.length) {
    ask(form, waiting);
    return;
  }
  await forget();
  form.submit();
}

export function startKeptVisits() {
  if (!user()) return;
  const owner = recall(OWNER);
  if (owner && owner !== user()) forget().catch(() => {});
  for (const form of document.querySelectorAll('form[action$="/logout/"]')) form.addEventListener("submit", signOut);
  const list = document.querySelector("[data-keep-pages]");
  if (list && canKeep()) keepPages(list).catch(() => {});
}
