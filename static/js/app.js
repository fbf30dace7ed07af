// Everything here makes the pages better; none of it is needed to use them.
import { initAll } from "../vendor/nhsuk-frontend/nhsuk-frontend.min.js";
import { startChanges } from "./diagram-queue.js";
import { forgetOnSigningOut, forgetSent, keepDrafts } from "./drafts.js";
import { startOutbox } from "./outbox.js";
import { offerPrinting } from "./print.js";
import { watchSession } from "./session.js";
import { closeSwitcherOutside } from "./switcher.js";
import { startKeptVisits } from "./visits-kept.js";
import { startVisits } from "./visits.js";

// The design system marks choices that uncover something as expanded, which the role of a radio button does not allow.
// What is uncovered follows in the reading order anyway.
function dropExpanded() {
  for (const radio of document.querySelectorAll("input[type=radio][aria-expanded]")) radio.removeAttribute("aria-expanded");
}

const marks = { subtree: true, attributes: true, attributeFilter: ["aria-expanded"] };
new MutationObserver(dropExpanded).observe(document.body, marks);
initAll();
forgetSent();
keepDrafts(document);
forgetOnSigningOut();
watchSession();
closeSwitcherOutside();
offerPrinting();
startOutbox();
startChanges();
startVisits();
startKeptVisits();

// Parts that htmx puts in have components of their own to start.
document.addEventListener("htmx:afterSwap", (event) => {
  const scope = event.detail?.elt ?? event.target;
  if (!(scope instanceof HTMLElement)) return;
  initAll({ scope });
  keepDrafts(scope);
});

// A form that comes back with something to put right is shown; a page that moved or shut says so.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
