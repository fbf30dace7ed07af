// Counting on a phone: taps are kept on the device, so that a lost connection, a reload or a closed phone loses none.
// Without this script each tap is a form that comes back with one more.

import { noteRequest } from "./session.js";

const MOST = 5000;
const QUIET = 1200; // milliseconds after the last tap before the count is read out
const AWAKE = 4 * 60_000; // milliseconds: somebody who counts is there, so the session goes on
const user = document.body.dataset.user ?? "";
const keyOf = (name) => `tally:${user}:${name}`;

function remembered(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    return kept && /^[cn]*$/.test(kept.taps) ? kept : null;
  } catch {
    return null; // storage that is shut or holds something else
  }
}

function remember(key, state) {
  try {
    if (state.taps || state.dropped) localStorage.setItem(key, JSON.stringify(state));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

// What happens to the taps: the same rules as on the server.
function after(state, act) {
  if (act === "c" || act === "n") return { ...state, taps: (state.taps + act).slice(0, MOST) };
  if (act === "undo") return state.taps ? { ...state, taps: state.taps.slice(0, -1) } : { taps: state.dropped, dropped: "" };
  if (act === "wipe" && state.taps) return { taps: "", dropped: state.taps };
  return state;
}

function start(form) {
  const key = keyOf(form.dataset.tally);
  const find = (name) => form.querySelector(`[data-tally-${name}]`);
  const field = (name) => form.elements.namedItem(name);
  let state = remembered(key) ?? { taps: field("taps").value, dropped: field("dropped").value };
  let saying = 0;

  const counted = () => [...state.taps].filter((tap) => tap === "c").length;

  function show() {
    find("counted").textContent = counted();
    if (find("total")) find("total").textContent = state.taps.length;
    field("taps").value = state.taps;
    field("dropped").value = state.dropped;
    for (const button of form.querySelectorAll("[data-tally-save]")) button.disabled = !state.taps;
  }

  function say() {
    clearTimeout(saying);
    saying = setTimeout(() => {
      find("said").textContent = find("total") ? `${counted()} of ${state.taps.length}` : `${counted()} counted`;
    }, QUIET);
  }

  let kept = Date.now();
  async function stayAwake() {
    if (Date.now() - kept < AWAKE) return;
    kept = Date.now();
    try {
      const answer = await fetch(document.body.dataset.keepUrl, { headers: { "X-Requested-With": "fetch" } });
      if (answer.ok && !answer.redirected) noteRequest();
    } catch {
      // no connection: the count is kept here anyway
    }
  }

  function note(words) {
    find("note").textContent = words;
  }

  function apply(act) {
    state = after(state, act);
    find("kept").hidden = !remember(key, state);
    show();
    say();
    stayAwake();
  }

  for (const button of form.querySelectorAll("[data-tally-act]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      apply(button.dataset.tallyAct);
    });
  }

  let sending = false;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    event.preventDefault();
    if (!button?.matches("[data-tally-save]") || sending || !state.taps) return;
    sending = true;
    try {
      // Only when the portal answers is the page left: what cannot be sent stays here.
      await fetch(location.href, { method: "HEAD", cache: "no-store" });
    } catch {
      sending = false;
      note("There is no connection. Your count is kept on this phone. Save it when you are back.");
      return;
    }
    const act = document.createElement("input");
    Object.assign(act, { type: "hidden", name: "act", value: button.value });
    form.append(act);
    form.submit();
  });

  // Back from the page that was saved to: the browser shows this one as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  window.addEventListener("offline", () => note("There is no connection. Go on counting: it is kept on this phone."));
  window.addEventListener("online", () => note(""));
  // The same day counted in another tab.
  window.addEventListener("storage", (event) => {
    if (event.key !== key) return;
    state = remembered(key) ?? { taps: "", dropped: "" };
    show();
  });

  find("kept").hidden = !remember(key, state);
  show();
}

for (const form of document.querySelectorAll("form[data-tally]")) start(form);
for (const done of document.querySelectorAll("[data-tally-done]")) {
  try {
    localStorage.removeItem(keyOf(done.dataset.tallyDone));
  } catch {
    // nothing could have been kept either
  }
}
