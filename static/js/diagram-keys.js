// The keys of the diagram editor. They work on the row that has the focus, in the drawing and in the list alike.

import { ownList, ownerOf, rowsOf } from "./diagram-rows.js";

const ARROWS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };
const middle = (rect) => [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];

// The nearest in the drawing that way: straight ahead counts more than aside.
function nearest(board, id, way) {
  const from = board.rect("picture", id);
  if (!from) return null;
  const [x, y] = middle(from);
  let best = null;
  for (const item of board.items("picture")) {
    const one = board.about(item).id;
    if (one === id) continue;
    const [ox, oy] = middle(item.getBoundingClientRect());
    const ahead = { up: y - oy, down: oy - y, left: x - ox, right: ox - x }[way];
    const aside = way === "up" || way === "down" ? Math.abs(ox - x) : Math.abs(oy - y);
    if (ahead > 4 && (!best || ahead + 2 * aside < best.cost)) best = { id: one, cost: ahead + 2 * aside };
  }
  return best?.id ?? null;
}

function inList(board, id, way) {
  const ids = board.items("outline").map((item) => board.about(item).id);
  if (way === "up" || way === "down") return ids[ids.indexOf(id) + (way === "up" ? -1 : 1)] ?? null;
  const row = board.row(id);
  if (way === "right") return (ownList(row) && rowsOf(ownList(row))[0]?.dataset.id) ?? null;
  return ownerOf(row.parentElement.closest("[data-list]") ?? row)?.dataset.id ?? null;
}

function chooseNext(board, id, view, way) {
  const next = view === "picture" ? nearest(board, id, way) : inList(board, id, way);
  if (next) board.focus(view, next);
}

export function onKey(board, event) {
  const { key, target } = event;
  const small = key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !target.matches("input, textarea, select")) {
    const way = small === "y" || (small === "z" && event.shiftKey) ? "redo" : small === "z" ? "undo" : "";
    if (way) {
      event.preventDefault();
      board.goBack(way);
    }
    return;
  }
  if (!target.matches("[data-item], [data-words]")) return;
  const { id, view } = board.about(target);
  if (press(board, event, small, id, view)) event.preventDefault();
}

// Whether the key was ours.
function press(board, event, key, id, view) {
  const way = ARROWS[event.key];
  if (way && event.altKey) board.step(id, way, view);
  else if (way) chooseNext(board, id, view, way);
  else if (event.altKey || event.ctrlKey || event.metaKey) return false;
  else if (key === "home" || key === "end") board.focus(view, board.about(board.items(view).at(key === "home" ? 0 : -1)).id);
  else if (key === "enter" || key === "f2" || key === " ") {
    if (board.joining) board.kind.join(board, id, view);
    else board.editor.rename(id, view);
  } else if (key === "escape" && board.joining) board.kind.stopJoining(board);
  else if (key === "n" || key === "insert") board.addBeside(id, view);
  else if (key === "w") board.addUnder(id, view);
  else if (key === "delete" || key === "backspace") board.remove(id, view);
  else return key.length === 1 && board.extra(id, key, view);
  return true;
}
