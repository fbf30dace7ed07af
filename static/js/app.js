// Everything here makes the pages better; none of it is needed to use them.
import { initAll } from "../vendor/nhsuk-frontend/nhsuk-frontend.min.js";
import { keepDrafts } from "./drafts.js";
import { watchSession } from "./session.js";
import { closeSwitcherOutside } from "./switcher.js";

initAll();
keepDrafts(document);
watchSession();
closeSwitcherOutside();

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
