// Warns before the session runs out. Activity in another tab counts: the tabs share the time of the last request.
import { keepEverything } from "./drafts.js";

export const STORE = "session-last";
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

  const touch = () => localStorage.setItem(STORE, String(Date.now()));
  const secondsLeft = () => Number(idleSeconds) - (Date.now() - Number(localStorage.getItem(STORE) || Date.now())) / 1000;
  touch();

  const stay = async () => {
    const response = await fetch(keepUrl, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
    if (!response.ok || response.redirected) return leave();
    touch();
    dialog.close();
    status.textContent = "You are still signed in.";
  };

  const leave = () => {
    keepEverything();
    const here = encodeURIComponent(location.pathname + location.search);
    location.assign(`${loginUrl}?next=${here}`);
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
    if (!dialog.open) {
      keepEverything();
      dialog.showModal();
    }
  }, 1000);
}
