// Put into each page of a journey by keyboard: where the focus is, whether it can be seen, and whether it goes on in
// reading order. A pointer is a fault: what the console says of it fails the journey.
addEventListener("pointerdown", () => console.error("A pointer was used in a journey by keyboard."), true);

const DRAWN = [
  "outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "borderTopWidth", "borderTopColor",
  "textDecorationLine", "color", "stroke", "strokeWidth",
];
let before = null; // the stop before this one

// What shows the focus may be drawn round the element, its label, or what holds both.
function looks(element) {
  const drawn = [element, ...(element.labels ?? []), element.parentElement, element.nextElementSibling];
  const one = (part, pseudo) => DRAWN.map((name) => getComputedStyle(part, pseudo)[name]).join();
  return drawn.filter(Boolean).flatMap((part) => ["", "::before", "::after"].map((it) => one(part, it))).join("|");
}

function box(element) {
  const seen = element.getBoundingClientRect();
  const label = element.labels?.[0]?.getBoundingClientRect();
  return (seen.width < 4 || seen.height < 4) && label ? label : seen;
}

const said = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 140);

function outOfSight(element, seen) {
  const [left, right] = [Math.max(seen.left, 0), Math.min(seen.right, innerWidth)];
  const [top, bottom] = [Math.max(seen.top, 0), Math.min(seen.bottom, innerHeight)];
  if (right - left < 1 || bottom - top < 1) return `has the focus out of sight: ${said(element)}`;
  const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const own = [element, element.parentElement, ...(element.labels ?? [])];
  if (own.some((part) => part?.contains(at)) || at?.contains(element)) return "";
  return `has the focus behind ${at ? said(at) : "nothing"}: ${said(element)}`;
}

// What the Tab key came to. ``end``: nothing on the page has the focus; ``turned``: it stands before the last one;
// ``there``: it is the one that is sought; ``gone``: that one is on the page no more.
function stop(sought) {
  return { ...reached(), there: sought === document.activeElement, gone: Boolean(sought) && !sought.isConnected };
}

function reached() {
  const here = document.activeElement;
  const faults = [];
  const last = before?.element.isConnected ? before : null;
  if (last && last.element !== here && looks(last.element) === last.looks)
    faults.push(`looks the same with the focus and without: ${said(last.element)}`);
  before = null;
  if (!here || here === document.body) return { end: true, turned: false, faults };
  const seen = box(here);
  const hidden = outOfSight(here, seen);
  if (hidden) faults.push(hidden);
  const place = { left: seen.left + scrollX, right: seen.right + scrollX, top: seen.top + scrollY, bottom: seen.bottom + scrollY };
  const follows = !last || Boolean(last.element.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING);
  const above = last && place.bottom <= last.place.top + 2 && place.left < last.place.right;
  if (follows && above && !here.closest("dialog"))
    faults.push(`comes after ${said(last.element)} and stands above it: ${said(here)}`);
  if (here.tabIndex > 0) faults.push(`has a place of its own in the order: ${said(here)}`);
  before = { element: here, looks: looks(here), place };
  return { end: false, turned: !follows, faults };
}

// What is about to be pressed may leave the page, so its looks are compared at once.
function isShown(element) {
  const focused = looks(element);
  element.blur();
  const bare = looks(element);
  element.focus({ preventScroll: true });
  return focused !== bare;
}

function fromTheTop() {
  document.activeElement?.blur();
  getSelection()?.removeAllRanges();
  before = null;
  scrollTo(0, 0);
}

window.byKeyboard = { stop, isShown, fromTheTop };
