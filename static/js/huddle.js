// A huddle on a phone with a poor line: forms are sent from the page, which stays as it is until the answer has come.
// What was typed is never lost, and a line that is sent twice is one line: its form carries an id of its own.
import { initAll } from "../vendor/nhsuk-frontend/nhsuk-frontend.min.js";
import { forget, forgetSent, keepDrafts } from "./drafts.js";

const NO_LINE = "No connection. What you typed stays here. Tap again when you are back.";
const SETTLE = 450; // milliseconds in which a second tap of a double tap is taken for the same one

let busy = false;
let quietUntil = 0;

function say(words) {
  const note = document.getElementById("huddle-note");
  if (note) note.textContent = words;
}

function show(html, url, focus) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!page.getElementById("huddle")) {
    location.assign(url); // another page, or signing in: the browser opens it
    return;
  }
  const moved = new URL(url).pathname !== location.pathname;
  for (const part of [".app-huddle-strip", "#maincontent"]) {
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  }
  document.title = page.title;
  const main = document.getElementById("maincontent");
  if (moved) {
    history.pushState(null, "", url);
    scrollTo(0, 0);
    quietUntil = performance.now() + SETTLE;
  }
  initAll({ scope: main });
  forgetSent();
  keepDrafts(main);
  const target = moved ? main.querySelector("h1") : document.getElementById(focus);
  if (moved) target?.setAttribute("tabindex", "-1");
  if (!main.querySelector(".nhsuk-error-summary")) target?.focus({ preventScroll: !moved });
}

async function send(form, button) {
  const body = new FormData(form, button);
  const focus = button?.id || "id_line";
  busy = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "huddle" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const leaves = answer.headers.get("X-Next"); // the huddle is over: what that page has to say is not used up here
    if (leaves) location.assign(leaves);
    else show(await answer.text(), answer.url, focus);
  } catch (problem) {
    forget("draft-sent"); // it never arrived: the kept text must not be thrown away as sent
    say(problem instanceof TypeError ? NO_LINE : "That did not work. What you typed stays here. Tap again.");
  } finally {
    busy = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-onehand]") || !document.getElementById("huddle")) return;
  event.preventDefault();
  if (busy || performance.now() < quietUntil) return;
  say("");
  send(form, event.submitter);
});

window.addEventListener("popstate", () => location.reload());
