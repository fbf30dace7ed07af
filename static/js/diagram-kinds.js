// What moving, adding and removing mean on each kind of diagram. Each gives a change as the portal takes it.

import { added, changedTo, movedTo, removed, rowAfter, stepAway } from "./diagram-changes.js";
import { drivers } from "./diagram-drivers.js";
import { map } from "./diagram-map.js";
import { listOf, ownList, ownerOf, refsOf, rowsOf } from "./diagram-rows.js";

const hasRows = (row) => Boolean(ownList(row) && rowsOf(ownList(row)).length);

const fishbone = {
  words: { head: "problem", category: "group", cause: "cause" },
  most: { head: 160, category: 40, cause: 120 },
  // A cause that has causes of its own stays on a bone.
  accepts: (row, list) =>
    row.dataset.row === list.dataset.list && !row.contains(list) && !(refsOf(list).parent && hasRows(row)),
  change: (board, row, changed) => changedTo(row, changed),
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

export const KINDS = { fishbone, map, drivers };
