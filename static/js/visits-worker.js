// Shows a coach the day's logs and briefs where there is no signal. It answers only when the portal does not: what it
// may show was put into its store by static/js/visits-kept.js, from pages that say so themselves.
const CACHE = "visits";
const PATIENCE = 6000; // milliseconds; a line that is slower is none
const OLDEST = 20 * 3600 * 1000; // milliseconds: until the end of the day
const HOME = "/visits/kept/";
const GONE = new Set([403, 404, 410]);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname.endsWith("/logout/")) event.waitUntil(caches.delete(CACHE));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

// A kept page that is young enough to show.
async function keptPage(path) {
  if (!(await caches.has(CACHE))) return null;
  const cache = await caches.open(CACHE);
  const found = await cache.match(path, { ignoreVary: true });
  if (!found) return null;
  const age = Date.now() - Date.parse(found.headers.get("Date") ?? "");
  if (age < OLDEST) return found;
  await cache.delete(path);
  return null;
}

async function page(request, url) {
  const own = await keptPage(url.pathname);
  let answer;
  try {
    answer = own ? await inTime(request) : await fetch(request);
  } catch (problem) {
    const instead = own ?? (await keptPage(HOME));
    if (instead) return instead;
    throw problem;
  }
  if (own && GONE.has(answer.status)) await (await caches.open(CACHE)).delete(url.pathname);
  return own && answer.status >= 502 && answer.status <= 504 ? own : answer;
}

async function inTime(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (problem) {
    const found = await caches.match(request, { cacheName: CACHE, ignoreVary: true });
    if (found) return found;
    throw problem;
  }
}
