// The workbook saves each question by itself. Here: what to say while it cannot.

const rows = () => document.querySelectorAll("[data-autosave]");

function say(row, words) {
  const status = row.querySelector("[role=status]");
  const line = document.createElement("span");
  line.className = "app-q__refused";
  line.textContent = words;
  status?.replaceChildren(line);
}

// 'yes' until a request carries the change away, 'sent' until the answer is there.
function mark(event, state) {
  const row = event.target.closest?.("[data-autosave]");
  if (row) row.dataset.unsaved = state;
}

// Heard on the way down, so that a save which starts at once comes after its change.
for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => mark(event, "yes"), true);
document.addEventListener("htmx:configRequest", (event) => mark(event, "sent"));

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
  if (row?.dataset.unsaved === "sent") delete row.dataset.unsaved;
});

// Where two answers stand side by side, the person chooses; nothing is sent behind their back meanwhile.
document.addEventListener("htmx:beforeRequest", (event) => {
  const row = event.target;
  if (row.matches?.("[data-autosave]") && row.querySelector(".app-q__clash")) event.preventDefault();
});

// What could not be sent is sent once the line is back.
window.addEventListener("online", () => {
  for (const row of rows()) if (row.dataset.unsaved === "yes") row.dispatchEvent(new Event("change", { bubbles: true }));
});
// Sending the whole page saves everything on it; leaving any other way would lose what is still on its way.
let sendsAll = false;
document.getElementById("workbook")?.addEventListener("submit", () => (sendsAll = true));
window.addEventListener("beforeunload", (event) => {
  if (sendsAll) return;
  if ([...rows()].some((row) => row.dataset.unsaved)) event.preventDefault();
});
