// Warns before the session runs out. Activity in another tab counts: the tabs share the time of the last request.
import { keepEverything } from "./drafts.js";

const STORE = "session-last";
// A full or shut store costs the word from the other tabs, never the page.
export function noteRequest() {
  try {
    localStorage.setItem(STORE, String(Date.now()));
  } catch {
    return;
  }
}

function lastRequest() {
  try {
    return Number(localStorage.getItem(STORE));
  } catch {
    return 0;
  }
}

const minutes = (seconds) => {
  if (seconds <= 60) return `${Math.max(1, Math.round(seconds))} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
};

export function watchSession() {
  const { idleSeconds, warningSeconds, keepUrl, loginUrl } = document.body.dataset;
  const dialog = document.getElementById("session-dialog");
  if (!idleSeconds || !dialog) return;
  const status = document.getElementById("session-status");
  const left = document.getElementById("session-dialog-left");

  let here = Date.now(); // the last request of this page: all there is where the browser's store is full or shut
  const touch = () => {
    here = Date.now();
    noteRequest();
  };
  const secondsLeft = () => Number(idleSeconds) - (Date.now() - Math.max(here, lastRequest())) / 1000;
  touch();

  // A page that keeps what is written on the phone is not left for a sign-in page that no line brings.
  const stays = () => document.querySelector("[data-visit-log]") !== null;
  let asked = 0;
  const hasLine = async () => {
    if (Date.now() - asked < 30_000) return false;
    asked = Date.now();
    try {
      await fetch(loginUrl, { method: "HEAD", cache: "no-store" });
      return true;
    } catch {
      return false;
    }
  };

  const stay = async () => {
    let response;
    try {
      response = await fetch(keepUrl, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
    } catch {
      if (stays()) dialog.close();
      status.textContent = "There is no connection.";
      return;
    }
    if (!response.ok || response.redirected) return leave();
    touch();
    dialog.close();
    status.textContent = "You are still signed in.";
  };

  const leave = async () => {
    keepEverything();
    if (stays() && !(await hasLine())) {
      if (dialog.open) dialog.close();
      return;
    }
    const back = encodeURIComponent(location.pathname + location.search);
    location.assign(`${loginUrl}?next=${back}`);
  };

  dialog.querySelector("[data-session=stay]").addEventListener("click", stay);
  dialog.querySelector("[data-session=leave]").addEventListener("click", () => {
    keepEverything();
    document.querySelector(".nhsuk-header__account-form")?.requestSubmit() ?? leave();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  document.addEventListener("htmx:afterRequest", touch);

  setInterval(() => {
    const seconds = secondsLeft();
    if (seconds <= 0) return leave();
    if (seconds > Number(warningSeconds)) {
      if (dialog.open) dialog.close();
      return;
    }
    left.textContent = minutes(seconds);
    if (!dialog.open && !(stays() && !navigator.onLine)) {
      keepEverything();
      dialog.showModal();
    }
  }, 1000);
}
