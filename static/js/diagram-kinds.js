// What moving, adding and removing mean on each kind of diagram. Each gives a change as the portal takes it.

import { makeId } from "./taps.js";
import { fieldOf, goesWith, listOf, ownList, ownerOf, refsOf, rowsOf } from "./diagram-rows.js";

const idOf = (row) => row?.dataset.id ?? null;
const hasRows = (row) => Boolean(ownList(row) && rowsOf(ownList(row)).length);

export function setText(row, text) {
  const field = fieldOf(row);
  const change = { op: "set", row: row.dataset.row, values: { [field]: text }, was: { [field]: row.dataset.text } };
  return row.dataset.row === "head" ? change : { ...change, id: row.dataset.id };
}

function movedTo(row, list, before) {
  const next = rowsOf(listOf(row))[rowsOf(listOf(row)).indexOf(row) + 1] ?? null;
  if (list === listOf(row) && (before === row || before === next)) return null;
  const [values, was] = [refsOf(list), refsOf(listOf(row))];
  return { op: "move", row: row.dataset.row, id: row.dataset.id, values, was, before: idOf(before) };
}

const added = (list, text, before, field = "text") => ({
  op: "add",
  row: list.dataset.list,
  id: makeId(),
  values: { [field]: text, ...refsOf(list) },
  before: idOf(before),
});

const removed = (row) => ({ op: "remove", row: row.dataset.row, id: row.dataset.id, seen: goesWith(row) });

// One place on, as the arrow keys with Alt move: along the list, into the row before, out of the row above.
function stepAway(board, row, way) {
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
    const around = rowsOf(listOf(owner));
    return { list: listOf(owner), before: around[around.indexOf(owner) + 1] ?? null };
  }
  if (to === "up" || to === "down") {
    const level = (one) => ownerOf(one)?.dataset.row;
    const lists = [...board.root.querySelectorAll(`[data-list="${row.dataset.row}"]`)].filter(
      (one) => level(one) === level(list) && !row.contains(one),
    );
    const other = lists[lists.indexOf(list) + (to === "up" ? -1 : 1)];
    if (other) return { list: other, before: to === "up" ? null : (rowsOf(other)[0] ?? null) };
  }
  return null;
}

const fishbone = {
  words: { head: "problem", category: "group", cause: "cause" },
  most: { head: 160, category: 40, cause: 120 },
  // A cause that has causes of its own stays on a bone.
  accepts: (row, list) =>
    row.dataset.row === list.dataset.list && !row.contains(list) && !(refsOf(list).parent && hasRows(row)),
  setText,
  move: (board, row, list, before) => movedTo(row, list, before),
  add: (board, list, text, before) => added(list, text, before, list.dataset.list === "category" ? "name" : "text"),
  remove: (board, row) => removed(row),
  step: stepAway,
  // Where a new row goes that is added from this one: beside it, or in the group that it is.
  beside(board, row) {
    if (row?.dataset.row === "cause") return { list: listOf(row), before: rowAfter(row) };
    const group = row?.dataset.row === "category" ? row : board.root.querySelector('[data-row="category"]');
    return group && { list: ownList(group), before: null };
  },
  under: (board, row) =>
    ownList(row) && row.dataset.row !== "head" ? { list: ownList(row), before: null } : null,
  extras(board, row) {
    if (row.dataset.row !== "cause" || ownerOf(listOf(row)).dataset.row !== "category") return [];
    const on = !("voted" in row.dataset);
    const does = { op: "vote", id: row.dataset.id, on };
    const words = on ? "Vote for this" : "Take my vote back";
    const said = on ? "You voted for" : "You took your vote back from";
    return [{ words, key: "v", does, said: `${said} '${row.dataset.text}'.` }];
  },
  underWords: "Add why",
  addsIn: "picture",
  begin: (board, kind) =>
    kind === "cause" ? fishbone.beside(board, board.chosen[board.view] ? board.row(board.chosen[board.view]) : null) : null,
  placeAt(board, x, y) {
    const groups = [...board.root.querySelectorAll('[data-row="category"]')];
    const group = groups.find((one) => {
      const [l, t, r, b] = board.room("picture", one) ?? [1, 1, 0, 0];
      return x >= l && x <= r && y >= t && y <= b;
    });
    if (!group) return null;
    const rows = rowsOf(ownList(group));
    const before = rows.find((row) => (board.whole("picture", row)?.[1] ?? 0) > y) ?? null;
    return { list: ownList(group), before };
  },
};

const rowAfter = (row) => rowsOf(listOf(row))[rowsOf(listOf(row)).indexOf(row) + 1] ?? null;

export const KINDS = { fishbone };
