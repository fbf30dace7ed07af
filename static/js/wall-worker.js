// Lets a screen show its wall after a reload without a network: the page as it last came, and the files it needs.
// Only pages that say so themselves are kept; a link that shows nothing any more is forgotten at once.
const CACHE = "wall";
const FILES = "wall-files";
const PATIENCE = 10_000;
const MOST_FILES = 40; // new versions of the portal bring new names

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function inTime(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function page(request, url) {
  const cache = await caches.open(CACHE);
  let answer;
  try {
    answer = await inTime(request);
  } catch (problem) {
    const kept = await cache.match(url.pathname);
    if (kept) return kept;
    throw problem;
  }
  if (answer.ok && answer.headers.get("X-Wall") === "screen") await cache.put(url.pathname, answer.clone());
  if (answer.status === 404 || answer.status === 410) await cache.delete(url.pathname);
  if (answer.status >= 500 || answer.status === 429) return (await cache.match(url.pathname)) ?? answer;
  return answer;
}

// Newest first where there is a network; a version that was replaced is not needed any more after the nightly reload.
async function file(request) {
  const cache = await caches.open(FILES);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    const names = await cache.keys();
    if (names.length > MOST_FILES) await cache.delete(names[0]);
    return answer;
  } catch (problem) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw problem;
  }
}
