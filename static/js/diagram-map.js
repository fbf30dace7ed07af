// A process map in the editor: steps in their order and lanes, and lines between them.

import { makeId } from "./taps.js";
import { added, changedTo, idOf, inOne, joined, movedTo, parted, removed, rowAfter, stepAway, valuesOf } from "./diagram-changes.js";
import { canJoin, joining } from "./diagram-joining.js";
import { edges, linesInto, linesOut, showOnMap } from "./diagram-map-rows.js";
import { listOf, quoted, rowIn, rowsOf } from "./diagram-rows.js";

const stepList = (board) => board.root.querySelector('[data-list="node"]');
const laneList = (board) => board.root.querySelector('[data-list="lane"]');
const laneOf = (row) => valuesOf(row).lane ?? null;
const isNode = (row) => row?.dataset.row === "node";
const lineBetween = (root, source, target) =>
  edges(root).find((one) => one.dataset.source === source && one.dataset.target === target);

// --- Lines that change with a step's place ---------------------------------------------------------------------------

// What takes a step out of its line and joins its neighbours, with the lines as they are then; null where several lines
// lead to it or away, for then nobody can say what should lead where.
function takenOut(root, row) {
  const id = row.dataset.id;
  const [into, out] = [linesInto(root, id), linesOut(root, id)];
  if (into.length > 1 || out.length > 1) return null;
  const gone = [...into, ...out];
  const parts = gone.map((one) => parted(one.dataset.id));
  const left = edges(root).filter((one) => !gone.includes(one)).map((one) => ({ ...one.dataset, label: one.dataset.text }));
  const [source, target] = [into[0]?.dataset.source, out[0]?.dataset.target];
  if (source && target && source !== target && !lineBetween(root, source, target)) {
    const line = joined(source, target, into[0].dataset.text);
    parts.push(line);
    left.push({ ...line.values, id: line.id, isNew: true });
  }
  return { parts, left };
}

// A step put between two others that are joined comes between them on their line, too.
function rejoined(root, row, previous, next) {
  const taken = takenOut(root, row);
  if (!taken) return [];
  const { parts, left } = taken;
  const id = row.dataset.id;
  const line = left.find((one) => one.source === previous && one.target === next);
  if (line?.isNew) return [];
  if (line) return [...parts, parted(line.id), joined(previous, id, line.label), joined(id, next)];
  if (previous && !next && !left.some((one) => one.source === previous)) return [...parts, joined(previous, id)];
  if (next && !previous && !left.some((one) => one.target === next)) return [...parts, joined(id, next)];
  return [];
}

function inLane(row, lane, before = rowAfter(row)) {
  const was = laneOf(row);
  const refs = was === lane ? {} : { lane };
  return { op: "move", row: "node", id: row.dataset.id, values: refs, was: was === lane ? {} : { lane: was }, before: idOf(before) };
}

function toLane(board, row, lane) {
  const name = lane ? board.row(lane).dataset.text : "nobody yet";
  return {
    change: laneOf(row) === lane ? false : inLane(row, lane),
    said: `Moved ${quoted(row.dataset.text)} to ${lane ? quoted(name) : name}.`,
  };
}

// --- Dragging in the drawing: into a lane, or onto a line between two steps --------------------------------------------

const lanesOf = (board) => [...rowsOf(laneList(board)).map((one) => one.dataset.id), null];
const roomOf = (board, lane) => board.scaled(board.places.rooms[lane ?? ""]);

function placesInPicture(board, row) {
  const rooms = lanesOf(board).map((lane) => [lane, roomOf(board, lane)]).filter(([, room]) => room);
  const lanes = rooms.map(([lane, room]) => ({ box: room, on: room, ...toLane(board, row, lane) }));
  const taken = takenOut(board.root, row);
  if (!taken) return lanes;
  const own = row.dataset.id;
  const gaps = edges(board.root)
    .filter((one) => one.dataset.source !== own && one.dataset.target !== own)
    .flatMap((one) => gapsOf(board, row, one, rooms, taken.parts));
  return [...lanes, ...gaps];
}

function gapsOf(board, row, line, rooms, parts) {
  const { source, target } = line.dataset;
  const [from, to] = [board.box("picture", source), board.box("picture", target)];
  if (!from || !to || to[0] <= from[2]) return [];
  const [left, right] = [from[2] - 16, Math.min(to[0] + 16, from[2] + 70)];
  const [top, foot] = [Math.min(from[1], to[1]), Math.max(from[3], to[3])];
  return rooms
    .filter(([, room]) => room[1] < foot && room[3] > top)
    .map(([lane, room]) => {
      const box = [left, Math.max(top, room[1]), right, Math.min(foot, room[3])];
      const x = (from[2] + Math.min(to[0], from[2] + 54)) / 2;
      const after = rowAfter(board.row(source));
      const id = row.dataset.id;
      const lines = [parted(line.dataset.id), joined(source, id, line.dataset.text), joined(id, target)];
      const change = inOne([inLane(row, lane, after === row ? rowAfter(row) : after), ...parts, ...lines]);
      const said = `Moved ${quoted(row.dataset.text)} behind ${quoted(board.row(source).dataset.text)}.`;
      return { box, line: [x, box[1], x, box[3]], change, said };
    });
}

// --- Adding ------------------------------------------------------------------------------------------------------------

function behind(board, row, more = {}) {
  return { list: stepList(board), before: rowAfter(row), more: { after: row.dataset.id, lane: laneOf(row), ...more } };
}

function lastStep(board, lane) {
  const last = rowsOf(stepList(board)).at(-1);
  if (last) return behind(board, last, lane === undefined ? {} : { lane });
  return { list: stepList(board), before: null, more: { lane: lane ?? rowsOf(laneList(board))[0]?.dataset.id ?? null } };
}

function addStep(board, text, before, more) {
  const { root } = board;
  const lane = more.lane && board.row(more.lane) ? more.lane : null;
  const id = makeId();
  const parts = [{ op: "add", row: "node", id, values: { text, kind: "step", lane }, before: idOf(before) }];
  const line = more.line && rowIn(root, more.line);
  const after = more.after && rowIn(root, more.after);
  if (line) {
    parts.push(parted(more.line), joined(line.dataset.source, id, line.dataset.text), joined(id, line.dataset.target));
  } else if (after) {
    const out = linesOut(root, more.after);
    const between = out.length === 1 && !more.branch && valuesOf(after).kind !== "decision" ? out[0] : null;
    if (between) parts.push(parted(between.dataset.id));
    parts.push(joined(more.after, id, between?.dataset.text ?? ""));
    if (between) parts.push(joined(id, between.dataset.target));
  } else if (before && !linesInto(root, before.dataset.id).length) parts.push(joined(id, before.dataset.id));
  return inOne(parts);
}

export const map = {
  words: { head: "map", lane: "lane", node: "step", edge: "line" },
  most: { head: 160, lane: 60, node: 120, edge: 40 },
  addsIn: "picture",
  ...joining({
    ask: (words) => `Choose the step that ${words} leads to. Choose one that it leads to already, and the line goes. Escape stops.`,
    choose: (board, from, to) => {
      const line = lineBetween(board.root, from.dataset.id, to.dataset.id);
      const [a, b] = [quoted(from.dataset.text), quoted(to.dataset.text)];
      if (line) return { change: parted(line.dataset.id), said: `The line from ${a} to ${b} is gone.` };
      return { change: joined(from.dataset.id, to.dataset.id), said: `${a} leads to ${b} now.` };
    },
  }),
  show: showOnMap,
  accepts: (row, list) => row.dataset.row === list.dataset.list,
  change: (board, row, changed) => changedTo(row, changed, ["lane"]),
  mayBeEmpty: (row) => row.dataset.row === "edge",
  called(board, row) {
    if (row.dataset.row !== "edge") return quoted(row.dataset.text);
    const [from, to] = [board.row(row.dataset.source), board.row(row.dataset.target)];
    return `the line from ${quoted(from?.dataset.text ?? "")} to ${quoted(to?.dataset.text ?? "")}`;
  },
  named(board, row) {
    if (row.dataset.row === "lane") return `${row.dataset.text}, lane`;
    if (row.dataset.row === "edge") return `${row.dataset.text || "Then"}, ${map.called(board, row)}`;
    const lane = laneOf(row) && board.row(laneOf(row));
    return `${row.dataset.text}, step${lane ? ` by ${lane.dataset.text}` : ""}`;
  },
  places(board, row, view) {
    if (row.dataset.row === "edge") return [];
    return view === "picture" && isNode(row) ? placesInPicture(board, row) : null;
  },
  move(board, row, list, before) {
    const moved = movedTo(row, list, before);
    if (!moved || !isNode(row)) return moved;
    const others = rowsOf(list).filter((one) => one !== row);
    const at = before ? others.indexOf(before) : others.length;
    return inOne([moved, ...rejoined(board.root, row, idOf(others[at - 1]) ?? undefined, idOf(before) ?? undefined)]);
  },
  // In the drawing lanes lie above each other and steps side by side; in the list the steps lie above each other.
  step(board, row, way, view) {
    if (row.dataset.row === "edge") return null;
    if (!isNode(row)) return stepAway(board, row, way);
    const [back, on] = view === "picture" ? ["left", "right"] : ["up", "down"];
    const rows = rowsOf(listOf(row));
    const at = rows.indexOf(row);
    if (way === back) return at > 0 ? { list: listOf(row), before: rows[at - 1] } : null;
    if (way === on) return at < rows.length - 1 ? { list: listOf(row), before: rows[at + 2] ?? null } : null;
    const lanes = lanesOf(board);
    const lane = lanes[lanes.indexOf(laneOf(row)) + (way === "up" || way === "left" ? -1 : 1)];
    return lane === undefined ? null : toLane(board, row, lane);
  },
  beside(board, row) {
    if (row?.dataset.row === "lane") return { list: laneList(board), before: rowAfter(row) };
    if (row?.dataset.row !== "edge") return isNode(row) ? behind(board, row) : lastStep(board);
    const source = board.row(row.dataset.source);
    return behind(board, source, { line: row.dataset.id });
  },
  under(board, row) {
    if (row.dataset.row === "lane") return lastStep(board, row.dataset.id);
    return isNode(row) ? behind(board, row, { branch: true }) : null;
  },
  underWords: (row) => (row.dataset.row === "lane" ? "Add a step here" : "Add another way on"),
  begin(board, kind) {
    if (kind === "lane") return { list: laneList(board), before: null };
    const row = board.chosen[board.view] && board.row(board.chosen[board.view]);
    return isNode(row) ? behind(board, row) : lastStep(board);
  },
  add(board, list, text, before, named) {
    if (list.dataset.list === "lane") return added(list, text, before, "name");
    return addStep(board, text, before, named?.more ?? {});
  },
  goOn: (board, place, row) => (isNode(row) ? behind(board, row, { lane: place.more?.lane ?? null }) : null),
  newWords(board, place) {
    if (place.list.dataset.list === "lane") return "New lane: who works there?";
    const after = place.more?.after && board.row(place.more.after);
    return after ? `New step after ${quoted(after.dataset.text)}` : "New step";
  },
  spot(board, place) {
    const near = place.more?.after && board.rect("picture", place.more.after);
    return near ? new DOMRect(near.right + 16, near.top, near.width, 10) : null;
  },
  // A click on the ground of a lane adds a step there, after the one that stands before it.
  placeAt(board, x, y) {
    const lane = lanesOf(board).find((one) => {
      const room = roomOf(board, one);
      return room && y >= room[1] && y <= room[3];
    });
    if (lane === undefined) return null;
    const ends = rowsOf(stepList(board)).map((row) => [board.box("picture", row.dataset.id)?.[2] ?? Infinity, row]);
    const before = ends.filter(([end]) => end < x);
    const far = Math.max(...before.map(([end]) => end));
    const near = before.filter(([end]) => end === far).map(([, row]) => row);
    const after = near.find((row) => laneOf(row) === lane) ?? near.at(-1);
    if (after) return behind(board, after, { lane });
    return { list: stepList(board), before: rowsOf(stepList(board))[0] ?? null, more: { lane } };
  },
  goesWith: (board, row) =>
    row.dataset.row === "lane" ? rowsOf(stepList(board)).filter((one) => laneOf(one) === row.dataset.id).length : 0,
  remove(board, row) {
    if (!isNode(row)) return removed(row, map.goesWith(board, row));
    const taken = takenOut(board.root, row);
    const line = taken?.parts.find((part) => part.op === "add");
    return inOne([removed(row, 0), ...(line ? [line] : [])]);
  },
  extras(board, row) {
    if (!isNode(row)) return [];
    const next = { words: "Add the next step", key: "n", act: (view) => board.addBeside(row.dataset.id, view) };
    return [next, canJoin(board, row, "Join to a step")];
  },
};
