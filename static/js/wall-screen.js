// A screen that waits for its wall: asks every few seconds whether somebody has typed the code.
const EVERY = 4000;

async function ask() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "application/json" }, credentials: "omit", cache: "no-store" });
    const { path } = await answer.json();
    if (path === null) location.replace("/screen/");
    else if (path) location.replace(path);
  } catch {
    // No network just now: the next try may find it.
  }
  setTimeout(ask, EVERY);
}

setTimeout(ask, EVERY);
