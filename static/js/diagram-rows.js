// The list of a diagram on the page is what the editor works with: rows carry their id and words, lists what belongs
// in them. Here it is read, and changes that the portal does not have yet are shown in it.

export const FIELD = { category: "name", lane: "name", edge: "label" };
export const fieldOf = (row) => row.dataset.field ?? FIELD[row.dataset.row] ?? "text";
export const listOf = (row) => row.parentElement.closest("[data-list]");
export const rowsOf = (list) => [...list.children].filter((child) => child.dataset.id);
export const ownList = (row) => row.querySelector("[data-list]");
export const ownerOf = (list) => list.parentElement.closest("[data-row]");
export const refsOf = (list) => JSON.parse(list.dataset.refs || "{}");
export const rowIn = (root, id) => root.querySelector(`[data-row][data-id="${CSS.escape(id)}"]`);
export const wordsIn = (row) => row.querySelector("[data-words]");

// All rows with words, in reading order.
export const allRows = (root) => [...root.querySelectorAll("[data-row][data-id]")].filter((row) => wordsIn(row));

// A line without words of its own shows those of data-blank.
export function put(row, text) {
  row.dataset.text = text;
  wordsIn(row).textContent = text || (row.dataset.blank ?? "");
}

export function place(root, row, list, before) {
  const neighbour = before ? rowIn(root, before) : null;
  const behind = neighbour?.parentElement === list ? neighbour : ([...list.children].find((one) => one.matches(".app-board__none")) ?? null);
  list.insertBefore(row, behind);
}

export function blank(root, change, field) {
  const template = root.querySelector(`template[data-blank="${change.row}"]`);
  const row = template?.content.firstElementChild.cloneNode(true);
  if (!row) return null;
  row.dataset.id = change.id;
  row.classList.add("app-board__waits");
  put(row, change.values[field] ?? "");
  const own = ownList(row);
  if (own && change.row === "category") own.dataset.refs = JSON.stringify({ category: change.id, parent: null });
  return row;
}

const same = (one, other) => Object.keys(other).every((name) => (one[name] ?? null) === (other[name] ?? null));
const listFor = (root, kind, refs) =>
  [...root.querySelectorAll(`[data-list="${kind}"]`)].find((list) => same(refs, refsOf(list)));

// Show a change in the list before the portal has it. What the list has no place for is left out: it comes with the
// portal's own.
export function show(root, change) {
  if (change.op === "all") {
    for (const part of change.parts) show(root, part);
    return;
  }
  const row = change.row === "head" ? rowIn(root, "head") : rowIn(root, change.id);
  if (change.op === "add" && !row) {
    const list = listFor(root, change.row, change.values);
    const fresh = list && blank(root, change, FIELD[change.row] ?? "text");
    if (fresh) place(root, fresh, list, change.before);
  } else if (!row) {
    return;
  } else if (change.op === "set") {
    const text = change.values[fieldOf(row)];
    if (text !== undefined) put(row, text);
    row.classList.add("app-board__waits");
  } else if (change.op === "move") {
    const list = Object.keys(change.values).length ? listFor(root, change.row, change.values) : listOf(row);
    if (list && !row.contains(list)) place(root, row, list, change.before);
  } else if (change.op === "remove") {
    row.remove();
  }
}

// How many rows go with one that is removed, as the portal counts them.
export const goesWith = (row) => row.querySelectorAll("[data-row][data-id]").length;

const shorter = (text) => (text.length > 60 ? `${text.slice(0, 57).trimEnd()}...` : text);
export const quoted = (text) => `'${shorter(text)}'`;

// What somebody else did, as a sentence. find: the words of a row before the change.
export function sentence(operation, find) {
  const who = operation.by || "Somebody";
  if (operation.of) return `${who} put a change back.`;
  const parts = operation.does.op === "all" ? operation.does.parts : [operation.does];
  const change = parts.find((part) => part.row !== "edge") ?? parts[0];
  const text = change.values?.[FIELD[change.row] ?? "text"] ?? change.values?.effect ?? change.values?.title;
  const was = find(change.row === "head" ? "head" : change.id);
  const named = was ? quoted(was) : "something";
  if (change.row === "edge") return `${who} changed how the steps lead on.`;
  if (change.op === "add") return `${who} added ${text ? quoted(text) : "something"}.`;
  if (change.op === "set") return text && text !== was ? `${who} changed ${named} to ${quoted(text)}.` : `${who} changed ${named}.`;
  if (change.op === "vote") return "Somebody voted.";
  return `${who} ${change.op === "move" ? "moved" : "removed"} ${named}.`;
}
