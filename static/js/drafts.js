// Unsent text of forms marked data-keep, held on this device only, per user and page, until the form is sent.
// The tab's own storage is used: it goes when the tab does, and other people on the device cannot ask for it.

export const user = () => document.body.dataset.user || read("draft-user") || "";
const key = (form) => `draft:${user()}:${location.pathname}:${form.id || form.dataset.keep || "form"}`;
const kept = new Set(["text", "email", "tel", "url", "search", "number", "radio", "checkbox", "select-one"]);

// The version goes with the text: brought back after somebody else has saved, it shows both, as a late save does.
const isVersion = (control) => control.type === "hidden" && control.name === "version";

function controls(form) {
  return [...form.elements].filter(
    (control) => control.name && (control.tagName === "TEXTAREA" || kept.has(control.type) || isVersion(control)),
  );
}

function values(form) {
  const found = {};
  for (const control of controls(form)) {
    const box = control.type === "radio" || control.type === "checkbox";
    (found[control.name] ??= []).push(box ? (control.checked ? control.value : null) : control.value);
  }
  return JSON.stringify(found);
}

function fill(form, saved) {
  const left = structuredClone(saved);
  for (const control of controls(form)) {
    const value = left[control.name]?.shift();
    if (value === undefined) continue;
    if (control.type === "radio" || control.type === "checkbox") {
      // A click, because what a choice uncovers listens for it.
      const wanted = value !== null;
      if (control.checked !== wanted && (wanted || control.type === "checkbox")) control.click();
      continue;
    }
    control.value = value;
    control.dispatchEvent(new Event("change", { bubbles: true }));
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// A full or blocked store costs the safety net, never the page.
export function store(name, text) {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    return;
  }
}

export function read(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

export function forget(name) {
  try {
    sessionStorage.removeItem(name);
  } catch {
    return;
  }
}

function offer(form, text) {
  const notice = document.createElement("div");
  notice.className = "nhsuk-inset-text app-draft";
  notice.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = "Text you typed here earlier was not sent. It is still on this device.";
  const group = document.createElement("p");
  const bring = document.createElement("button");
  const drop = document.createElement("button");
  bring.textContent = "Bring it back";
  drop.textContent = "Throw it away";
  for (const button of [bring, drop]) {
    button.type = "button";
    button.className = "app-link-button";
    group.append(button, " ");
  }
  bring.addEventListener("click", () => {
    fill(form, JSON.parse(text));
    notice.remove();
    controls(form).find((control) => control.type !== "hidden")?.focus();
  });
  drop.addEventListener("click", () => {
    forget(key(form));
    notice.remove();
  });
  notice.append(words, group);
  form.before(notice);
}

const began = new WeakMap(); // each form's values as the page brought them

export function keepDrafts(scope) {
  const forms = scope.matches?.("form[data-keep]") ? [scope] : scope.querySelectorAll("form[data-keep]");
  for (const form of forms) {
    if (form.dataset.kept) continue;
    form.dataset.kept = "yes";
    const fresh = values(form);
    began.set(form, fresh);
    const earlier = read(key(form));
    if (earlier && earlier !== fresh) offer(form, earlier);
    form.addEventListener("input", () => store(key(form), values(form)));
    form.addEventListener("submit", () => {
      store(key(form), values(form));
      store("draft-sent", key(form));
    });
  }
}

// Of a page that came in answer to a form the browser says on which page that stood.
let isNoAnswer = !document.referrer || performance.getEntriesByType("navigation")[0]?.type === "back_forward";

// A sent draft goes when the next page of the same person arrives, for that page holds the text. If the sign-in page
// came instead, or one that says that nothing was done, or no line brought any and somebody went back or came anew, the
// text never arrived: it stays, and is offered.
export function forgetSent() {
  const { user: present, notTaken } = document.body.dataset;
  if (!present) {
    store("draft-signed-out", "yes");
    return;
  }
  store("draft-user", present);
  const sent = read("draft-sent");
  if (sent && !read("draft-signed-out") && !isNoAnswer && notTaken === undefined) forget(sent);
  isNoAnswer = false;
  forget("draft-sent");
  forget("draft-signed-out");
}

export function keepEverything() {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    if (values(form) !== began.get(form)) store(key(form), values(form));
  }
}

// Whoever presses Sign out leaves nothing behind on a desk that others use. A session that runs out keeps the text.
export function forgetOnSigningOut() {
  document.querySelector(".nhsuk-header__account-form")?.addEventListener("submit", (event) => {
    if (!event.submitter) return; // sent by the dialog of the session, which keeps what is unsent
    try {
      for (const name of Object.keys(sessionStorage)) if (/^(draft|live)[:-]/.test(name)) forget(name);
    } catch {
      return;
    }
  });
}
