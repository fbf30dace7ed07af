// The workbook saves each question by itself. Here: what to say while it cannot.

const rows = () => document.querySelectorAll("[data-autosave]");

function say(row, words) {
  const status = row.querySelector("[role=status]");
  const line = document.createElement("span");
  line.className = "app-q__refused";
  line.textContent = words;
  status?.replaceChildren(line);
}

function waiting(event, words) {
  const row = event.target.closest?.("[data-autosave]");
  if (!row) return;
  row.dataset.unsaved = "yes";
  say(row, words);
}

document.addEventListener("htmx:sendError", (event) =>
  waiting(event, "Not saved: no connection. Your answer stays here and is sent when the line is back."),
);
document.addEventListener("htmx:responseError", (event) =>
  waiting(event, "Not saved yet. Your answer stays here. Use 'Save and stay here' at the foot of the page."),
);
document.addEventListener("htmx:afterOnLoad", (event) => {
  const row = event.target.closest?.("[data-autosave]");
  if (row) delete row.dataset.unsaved;
});

// Where two answers stand side by side, the person chooses; nothing is sent behind their back meanwhile.
document.addEventListener("htmx:beforeRequest", (event) => {
  const row = event.target;
  if (row.matches?.("[data-autosave]") && row.querySelector(".app-q__clash")) event.preventDefault();
});

// What could not be sent is sent once the line is back.
window.addEventListener("online", () => {
  for (const row of rows()) if (row.dataset.unsaved) row.dispatchEvent(new Event("change", { bubbles: true }));
});
window.addEventListener("beforeunload", (event) => {
  if ([...rows()].some((row) => row.dataset.unsaved)) event.preventDefault();
});
