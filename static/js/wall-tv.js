// Keeps a wall on a screen fresh, for months, without anybody near it: asks once a minute for what changed, goes on showing
// the last state when the network is gone, and takes the figures down when the link no longer shows the wall.
const MINUTE = 60_000;
const EVERY = 50_000; // a withdrawn link must be gone within a minute
const SLOWEST = 5 * MINUTE; // between two tries without a network
const PATIENCE = 20_000; // for one answer
const TURN = 20_000; // for one page of charts
const KEPT_FOR = 4 * 24 * 60 * MINUTE; // a long weekend; older figures mislead
const CACHE = "wall";

const wall = document.getElementById("wall");
const lost = document.querySelector(".tv-lost");
const address = wall.dataset.now;
const zone = wall.dataset.zone;
let tag = wall.dataset.tag;
let good = Date.now(); // when the server last said what is true, by this machine's clock
let at = Number(wall.dataset.at); // the same by the server's clock
let wait = EVERY;
let page = 0;
let stopped = false;
let shown = wall.innerHTML; // as the server sent it, before the clock and the pages

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
const today = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: zone });
const hour = new Intl.DateTimeFormat("en-GB", { hour: "numeric", hourCycle: "h23", timeZone: zone });
const dayOf = (moment) => today.format(moment).replace(",", "");

// --- What is shown -----------------------------------------------------------------------------------------------

function tick() {
  const now = new Date();
  const place = wall.querySelector("[data-clock]");
  if (place) place.textContent = `${dayOf(now)}, ${clock.format(now)}`;
}

// As many charts at once as can be read from afar; the others follow. Six fit on a wide screen where all of them do.
function perPage(count) {
  if (window.innerWidth <= 640) return 100; // a phone scrolls
  const shape = window.innerWidth / window.innerHeight;
  if (shape >= 1.5 && count <= 6) return 6;
  return shape >= 1 ? 4 : 3;
}

function layOut() {
  const grid = wall.querySelector(".tv-grid");
  if (!grid) return;
  const cards = [...grid.children];
  const pages = Math.ceil(cards.length / perPage(cards.length));
  const each = Math.ceil(cards.length / pages);
  page %= pages;
  cards.forEach((card, place) => {
    card.hidden = Math.floor(place / each) !== page;
  });
  grid.dataset.shown = String(Math.min(each, cards.length - page * each));
  grid.dataset.each = String(each);
  const note = wall.querySelector("[data-pages]");
  if (note) note.textContent = pages > 1 ? `Page ${page + 1} of ${pages}` : "";
  grid.classList.remove("tv-grid--turning");
  if (pages > 1) requestAnimationFrame(() => grid.classList.add("tv-grid--turning"));
}

function turn(by = 1) {
  const grid = wall.querySelector(".tv-grid");
  if (!grid) return;
  const pages = Math.ceil(grid.children.length / perPage(grid.children.length));
  if (pages < 2) return;
  page = (page + by + pages) % pages;
  layOut();
}

function put(html) {
  shown = html;
  wall.innerHTML = html; // from this server, under a policy that runs nothing in it
  tick();
  layOut();
}

function say(words) {
  lost.hidden = !words;
  if (lost.textContent !== words) lost.textContent = words;
}

function sayLost() {
  const since = new Date(good);
  const sameDay = dayOf(since) === dayOf(new Date());
  say(`No connection since ${sameDay ? "" : `${dayOf(since)}, `}${clock.format(since)}. The charts are from then.`);
}

// --- Where it comes from -----------------------------------------------------------------------------------------

async function keep(html) {
  if (!("caches" in window)) return;
  const cache = await caches.open(CACHE);
  await cache.put(address, new Response(html, { headers: { "X-Tag": tag, "X-Good": String(good), "X-At": String(at) } }));
}

async function forget() {
  if (!("caches" in window)) return;
  const cache = await caches.open(CACHE);
  await Promise.all([cache.delete(address), cache.delete(location.pathname)]);
}

async function ask() {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    // No cookies: a screen must not keep somebody's session alive.
    return await fetch(address, {
      headers: tag ? { "If-None-Match": tag } : {},
      credentials: "omit",
      cache: "no-store",
      signal: stop.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function refresh() {
  const answer = await ask();
  if (answer.status === 304 || answer.ok) {
    const html = answer.ok ? await answer.text() : null;
    good = Date.now();
    at = Date.parse(answer.headers.get("Date")) || at;
    stopped = false;
    if (html !== null && answer.headers.get("ETag") !== tag) {
      tag = answer.headers.get("ETag");
      put(html);
    }
    say("");
    await keep(shown).catch(() => {});
  } else if (answer.status === 410 || answer.status === 404) {
    stopped = true;
    tag = "";
    put(await answer.text());
    say("");
    await forget().catch(() => {});
  } else {
    throw new Error(`answered ${answer.status}`);
  }
}

function takeDownWhatIsOld() {
  if (stopped || Date.now() - good < KEPT_FOR) return;
  stopped = true;
  tag = "";
  const words = document.createElement("p");
  words.className = "tv-empty";
  words.textContent = "The charts come back when this screen has its network again.";
  wall.replaceChildren(words);
  forget().catch(() => {});
}

let next = 0;

function askIn(milliseconds) {
  clearTimeout(next);
  next = setTimeout(again, milliseconds);
}

async function again() {
  try {
    await refresh();
    wait = EVERY;
  } catch {
    sayLost();
    takeDownWhatIsOld();
    wait = Math.min(SLOWEST, wait * 1.5);
  }
  askIn(wait);
}

// A page that was opened without a network is an older one: what was kept later is shown, and said to be of then.
async function startFromKept() {
  if (!("caches" in window)) return;
  const kept = await (await caches.open(CACHE)).match(address);
  if (!kept || Number(kept.headers.get("X-At")) < at) return;
  good = Number(kept.headers.get("X-Good")) || good;
  tag = kept.headers.get("X-Tag") || "";
  put(await kept.text());
}

async function start() {
  tick();
  layOut();
  try {
    await refresh();
  } catch {
    await startFromKept().catch(() => {});
    sayLost();
    takeDownWhatIsOld();
  }
  askIn(EVERY);
}

// --- Through the night -------------------------------------------------------------------------------------------

// Once a night, at three, with a network at hand: a fresh start, and the newest version of this page.
let lastHour = hour.format(new Date());
setInterval(() => {
  tick();
  const present = hour.format(new Date());
  if (present !== lastHour && Number(present) === 3 && Date.now() - good < 3 * MINUTE) location.reload();
  lastHour = present;
}, 10_000);

// --- Pages -------------------------------------------------------------------------------------------------------

let turning = setInterval(turn, TURN);
document.addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") turn(event.key === "ArrowRight" ? 1 : -1);
  if (event.key !== " ") return;
  event.preventDefault(); // the space bar holds a page, and lets it go
  clearInterval(turning);
  turning = turning ? 0 : setInterval(turn, TURN);
  wall.classList.toggle("tv-main--held", !turning);
});
window.addEventListener("resize", layOut);
window.addEventListener("online", () => askIn(0));

// So that a reload finds the page without a network too: the worker cannot have seen what came before it.
async function keepPage() {
  await navigator.serviceWorker.register(wall.dataset.worker);
  await navigator.serviceWorker.ready;
  const pages = await caches.open(CACHE);
  if (!(await pages.match(location.pathname))) {
    const answer = await fetch(location.pathname, { credentials: "omit", cache: "no-store" });
    if (answer.ok) await pages.put(location.pathname, answer);
  }
  const files = await caches.open(`${CACHE}-files`);
  for (const part of document.querySelectorAll("link[href], script[src]")) {
    const file = part.href || part.src;
    if (!(await files.match(file))) await files.add(file);
  }
  document.documentElement.dataset.kept = "yes";
}

if ("serviceWorker" in navigator && "caches" in window) keepPage().catch(() => {});
start();
