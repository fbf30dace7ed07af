// Changes of a diagram as the portal takes them, and the places beside a row. Shared by all kinds of diagram.

import { makeId } from "./taps.js";
import { goesWith, listOf, ownList, ownerOf, refsOf, rowsOf } from "./diagram-rows.js";

export const idOf = (row) => row?.dataset.id ?? null;
export const rowAfter = (row) => rowsOf(listOf(row))[rowsOf(listOf(row)).indexOf(row) + 1] ?? null;
export const valuesOf = (row) => JSON.parse(row.dataset.values || "{}");

export const inOne = (parts) => (parts.length > 1 ? { op: "all", parts } : (parts[0] ?? null));

// changed: {field: {was, is}}. Fields named in moves say where a row belongs; all others are its own.
export function changedTo(row, changed, moves = []) {
  const about = row.dataset.row === "head" ? { row: "head" } : { row: row.dataset.row, id: row.dataset.id };
  const part = (op, names) => {
    const of = (which) => Object.fromEntries(names.map((name) => [name, changed[name][which]]));
    return { op, ...about, values: of("is"), was: of("was") };
  };
  const names = Object.keys(changed);
  const [own, moved] = [names.filter((name) => !moves.includes(name)), names.filter((name) => moves.includes(name))];
  const parts = own.length ? [part("set", own)] : [];
  if (moved.length) parts.push({ ...part("move", moved), before: idOf(rowAfter(row)) });
  return inOne(parts);
}

export function movedTo(row, list, before) {
  if (list === listOf(row) && (before === row || before === rowAfter(row))) return null;
  const [values, was] = [refsOf(list), refsOf(listOf(row))];
  return { op: "move", row: row.dataset.row, id: row.dataset.id, values, was, before: idOf(before) };
}

export const added = (list, text, before, field = "text") => ({
  op: "add",
  row: list.dataset.list,
  id: makeId(),
  values: { [field]: text, ...refsOf(list) },
  before: idOf(before),
});

export const removed = (row, seen = goesWith(row)) => ({ op: "remove", row: row.dataset.row, id: row.dataset.id, seen });

// Lines between steps or drivers. A line leads where it leads: it is drawn and taken away.
export const joined = (source, target, label = "") => ({
  op: "add",
  row: "edge",
  id: makeId(),
  values: { source, target, label },
  before: null,
});
export const parted = (id) => ({ op: "remove", row: "edge", id, seen: 0 });

// One place on, as the arrow keys with Alt move: along the list, into the row before, out of the row above.
export function stepAway(board, row, way) {
  const list = listOf(row);
  const rows = rowsOf(list);
  const at = rows.indexOf(row);
  const across = list.dataset.flow === "across" ? { left: "up", right: "down" } : {};
  const to = across[way] ?? way;
  if (to === "up" && at > 0) return { list, before: rows[at - 1] };
  if (to === "down" && at < rows.length - 1) return { list, before: rows[at + 2] ?? null };
  if (to === "right" && at > 0 && ownList(rows[at - 1]) && board.kind.accepts(row, ownList(rows[at - 1]))) {
    return { list: ownList(rows[at - 1]), before: null };
  }
  const owner = ownerOf(list);
  if (to === "left" && owner && board.kind.accepts(row, listOf(owner))) {
    return { list: listOf(owner), before: rowAfter(owner) };
  }
  if (to === "up" || to === "down") {
    const level = (one) => ownerOf(one)?.dataset.row;
    const lists = [...board.root.querySelectorAll(`[data-list="${row.dataset.row}"]`)].filter(
      (one) => level(one) === level(list) && (one === list || board.kind.accepts(row, one)),
    );
    const other = lists[lists.indexOf(list) + (to === "up" ? -1 : 1)];
    if (other) return { list: other, before: to === "up" ? null : (rowsOf(other)[0] ?? null) };
  }
  return null;
}
