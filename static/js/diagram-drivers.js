// A driver diagram in the editor: each entry stands under the first that it hangs on, and may hang on others, too.

import { makeId } from "./taps.js";
import { changedTo, idOf, inOne, joined, parted, removed, rowAfter, stepAway, valuesOf } from "./diagram-changes.js";
import { canJoin, joining } from "./diagram-joining.js";
import { allRows, blank, listOf, ownList, ownerOf, place, quoted, rowIn, rowsOf, show } from "./diagram-rows.js";

const LEVELS = { primary: 1, secondary: 2, idea: 3 };
const KIND_WORDS = { primary: "what the aim depends on", secondary: "what that depends on", idea: "change idea" };
const kindOf = (row) => valuesOf(row).kind;
const level = (row) => (row?.dataset.row === "node" ? LEVELS[kindOf(row)] : 0);
const ownerIn = (list) => {
  const owner = ownerOf(list);
  return owner?.dataset.row === "node" ? owner : null;
};
const rootList = (root) => [...root.querySelectorAll('[data-list="node"]')].find((list) => !ownerIn(list));
const nodes = (board) => allRows(board.root).filter((row) => row.dataset.row === "node");
const otherLines = (row) => [...row.querySelector("[data-joins]").children].filter((one) => one.dataset.id);

// The line by which one hangs on the other, by its id.
function lineOf(above, row) {
  if (row.dataset.edge && ownerIn(listOf(row)) === above) return row.dataset.edge;
  return otherLines(row).find((one) => one.dataset.source === above.dataset.id)?.dataset.id ?? null;
}

// --- The list, until the portal has a change ---------------------------------------------------------------------------

function showLine(root, change) {
  if (change.op === "remove") {
    for (const row of root.querySelectorAll('[data-row="node"]')) {
      if (row.dataset.edge === change.id) row.dataset.edge = "";
      for (const one of otherLines(row)) if (one.dataset.id === change.id) one.remove();
    }
    return;
  }
  const { source, target } = change.values;
  const [above, row] = [rowIn(root, source), rowIn(root, target)];
  if (!above || !row || lineOf(above, row)) return;
  if (row.dataset.edge) {
    const line = root.querySelector('template[data-blank="join"]').content.firstElementChild.cloneNode(true);
    Object.assign(line.dataset, { id: change.id, source });
    line.querySelector("[data-to]").textContent = above.dataset.text;
    row.querySelector("[data-joins]").append(line);
    return;
  }
  row.dataset.edge = change.id;
  const list = ownList(above);
  if (list && !row.contains(list) && listOf(row) !== list) place(root, row, list, null);
}

function putAt(root, row, { owner, before }) {
  const list = owner ? rowIn(root, owner) && ownList(rowIn(root, owner)) : rootList(root);
  if (list && !row.contains(list)) place(root, row, list, before);
}

function showOnDrivers(root, change) {
  if (change.op === "all") {
    for (const part of change.parts) showOnDrivers(root, part);
  } else if (change.row === "edge") showLine(root, change);
  else if (change.row === "head") show(root, change);
  else if (change.op === "set") {
    show(root, change);
    const row = rowIn(root, change.id);
    const { text: _, ...values } = change.values;
    if (row) row.dataset.values = JSON.stringify({ ...valuesOf(row), ...values });
  } else if (change.op === "add" && !rowIn(root, change.id)) {
    const row = blank(root, change, "text");
    const { kind } = change.values;
    row.dataset.values = JSON.stringify({ kind, measure: null });
    row.querySelector(".app-rows__row").classList.add(`app-diagram__level--${LEVELS[kind]}`);
    if (kind === "idea") ownList(row).remove();
    putAt(root, row, change.place ?? { owner: "", before: null });
  } else if (change.op === "move" && rowIn(root, change.id) && change.place) {
    putAt(root, rowIn(root, change.id), change.place);
  } else if (change.op === "remove" && rowIn(root, change.id)) {
    const row = rowIn(root, change.id);
    for (const one of ownList(row) ? rowsOf(ownList(row)) : []) {
      one.dataset.edge = "";
      putAt(root, one, { owner: "", before: null });
    }
    row.remove();
  }
}

// --- Places in the drawing ---------------------------------------------------------------------------------------------

// On an entry: under it. In its own column: above or below the others.
function placesInPicture(board, row) {
  const found = [];
  for (const list of board.root.querySelectorAll('[data-list="node"]')) {
    if (!drivers.accepts(row, list)) continue;
    const owner = ownerIn(list);
    const own = owner && board.box("picture", owner.dataset.id);
    if (own && listOf(row) !== list) found.push({ box: own, on: own, list, before: null, first: true });
    for (const one of rowsOf(list)) {
      const box = one !== row && level(one) === level(row) && board.box("picture", one.dataset.id);
      if (!box) continue;
      const [left, top, right, foot] = box;
      const middle = (top + foot) / 2;
      found.push({ box: [left, top - 8, right, middle], list, before: one, line: [left, top - 5, right, top - 5] });
      found.push({ box: [left, middle, right, foot + 8], list, before: rowAfter(one), line: [left, foot + 5, right, foot + 5] });
    }
  }
  return found;
}

const nearest = (board, rows, y) => {
  const away = (row) => {
    const [, top, , foot] = board.box("picture", row.dataset.id) ?? [0, Infinity, 0, Infinity];
    return Math.abs((top + foot) / 2 - y);
  };
  return rows.reduce((best, row) => (!best || away(row) < away(best) ? row : best), null);
};

const newIn = (list, kind, before = null) => (list ? { list, before, more: { kind } } : null);

export const drivers = {
  words: { head: "aim", node: "entry" },
  most: { head: 160, node: 120 },
  addsIn: "picture",
  ...joining({
    ask: (words) => `Choose what ${words} hangs on, or what hangs on it. Choose one that is joined already, and the line goes. Escape stops.`,
    choose: (board, one, other) => {
      if (level(one) === level(other)) return { refused: "These two stand in one column. Choose one of another column." };
      const [above, row] = level(one) < level(other) ? [one, other] : [other, one];
      const line = lineOf(above, row);
      const [a, b] = [quoted(above.dataset.text), quoted(row.dataset.text)];
      if (line) return { change: parted(line), said: `${b} no longer hangs on ${a}.` };
      return { change: joined(above.dataset.id, row.dataset.id), said: `${b} hangs on ${a} now.` };
    },
  }),
  show: showOnDrivers,
  goesWith: () => 0,
  accepts(row, list) {
    if (row.dataset.row !== "node" || list.dataset.list !== "node" || row.contains(list)) return false;
    const owner = ownerIn(list);
    if (owner) return level(owner) < level(row);
    return level(row) === 1 || listOf(row) === list;
  },
  change: (board, row, changed) => changedTo(row, changed),
  named(board, row) {
    if (row.dataset.row === "head") return `${row.dataset.text}, aim`;
    const owner = ownerIn(listOf(row));
    return `${row.dataset.text}, ${KIND_WORDS[kindOf(row)]}${owner ? `, under ${owner.dataset.text}` : ""}`;
  },
  places: (board, row, view) => (view === "picture" ? placesInPicture(board, row) : null),
  // Under another: the old line goes and a new one comes first, so that it is drawn there.
  move(board, row, list, before) {
    const id = row.dataset.id;
    const [owner, isSame] = [ownerIn(list), list === listOf(row)];
    if (isSame && (before === row || before === rowAfter(row))) return null;
    const at = { owner: idOf(owner) ?? "", before: idOf(before) };
    const moved = { op: "move", row: "node", id, values: {}, was: {}, before: at.before, place: at };
    if (isSame) return moved;
    const others = otherLines(row);
    const again = others.filter((one) => one.dataset.source !== owner?.dataset.id);
    const gone = [...(row.dataset.edge ? [row.dataset.edge] : []), ...others.map((one) => one.dataset.id)];
    const lines = owner ? [joined(owner.dataset.id, id)] : [];
    lines.push(...again.map((one) => joined(one.dataset.source, id)));
    return inOne([moved, ...gone.map(parted), ...lines]);
  },
  step: (board, row, way) => (row.dataset.row === "head" ? null : stepAway(board, row, way)),
  beside(board, row) {
    if (row?.dataset.row === "node") return newIn(listOf(row), kindOf(row), rowAfter(row));
    return newIn(rootList(board.root), "primary");
  },
  under(board, row) {
    if (row.dataset.row === "head") return newIn(rootList(board.root), "primary");
    const kind = { primary: "secondary", secondary: "idea" }[kindOf(row)];
    return kind ? newIn(ownList(row), kind) : null;
  },
  underWords: (row) => (level(row) === 2 ? "Add an idea" : "Add what it depends on"),
  begin: (board) => drivers.beside(board, board.chosen[board.view] ? board.row(board.chosen[board.view]) : null),
  add(board, list, text, before, named) {
    const owner = ownerIn(list);
    const id = makeId();
    const at = { owner: idOf(owner) ?? "", before: idOf(before) };
    const kind = named?.more?.kind ?? "primary";
    const entry = { op: "add", row: "node", id, values: { text, kind }, before: at.before, place: at };
    return inOne([entry, ...(owner ? [joined(owner.dataset.id, id)] : [])]);
  },
  goOn: (board, place, row) => (row ? drivers.beside(board, row) : null),
  newWords(board, { list, more }) {
    const owner = ownerIn(list);
    if (more?.kind === "idea") return owner ? `New idea for ${quoted(owner.dataset.text)}` : "New idea";
    return owner ? `What does ${quoted(owner.dataset.text)} depend on?` : "What does the aim depend on?";
  },
  // A click on the ground of a column adds there, under the nearest of the column before.
  placeAt(board, x, y) {
    const at = [1, 2, 3].find((one) => {
      const room = board.scaled(board.places.rooms[one]);
      return room && x >= room[0] && x <= room[2];
    });
    if (!at) return null;
    const of = (wanted) => nodes(board).filter((row) => level(row) === wanted);
    const owner = at === 1 ? null : nearest(board, of(at - 1), y) ?? nearest(board, of(1), y);
    if (at > 1 && !owner) return null;
    const list = owner ? ownList(owner) : rootList(board.root);
    const kind = Object.keys(LEVELS)[at - 1];
    const before = rowsOf(list).find((row) => level(row) === at && (board.box("picture", row.dataset.id)?.[1] ?? 0) > y);
    return newIn(list, kind, before ?? null);
  },
  remove: (board, row) => removed(row, 0),
  extras(board, row) {
    if (row.dataset.row !== "node") return [];
    const idea = { words: "Add an idea", key: "i", act: (view) => board.editor.add(newIn(ownList(board.row(row.dataset.id)), "idea"), view) };
    return [...(level(row) === 1 ? [idea] : []), canJoin(board, row, "Join to another")];
  },
};
