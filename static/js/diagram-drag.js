// Dragging a row to another place, in the drawing or in the list: with a mouse or pen at once, with a finger after
// holding it. All places are measured when the dragging begins; while it goes on only one box and one mark move.

import { ownList, rowsOf } from "./diagram-rows.js";

const FAR = 5; // pixels before a press becomes a drag
const HOLD = 300; // milliseconds that a finger rests first
const SOON = 40; // milliseconds after a press until places are measured
const NEAR = 90; // pixels from a place that still mean it
const EDGE = 48; // pixels from the edge of the window where the page moves along

const mid = (a, b) => (a + b) / 2;
const inside = ({ box: [l, t, r, b] }, x, y) => x >= l && x <= r && y >= t && y <= b;
const size = ({ box: [l, t, r, b] }) => (r - l) * (b - t);
const far = ({ box: [l, t, r, b] }, x, y) => Math.hypot(Math.max(l - x, 0, x - r), Math.max(t - y, 0, y - b));

// Where a row can go: {box, list, before, line} between others, or {box, list, before, on} into one.
export function placesFor(board, row, view) {
  const found = board.kind.places?.(board, row, view) ?? null;
  if (found) return found;
  const lists = [...board.root.querySelectorAll(`[data-list="${row.dataset.row}"]`)];
  return lists.filter((list) => board.kind.accepts(row, list)).flatMap((list) => placesIn(board, list, row, view));
}

function placesIn(board, list, row, view) {
  const rows = rowsOf(list);
  if (list.dataset.flow === "across") return rows.flatMap((one) => acrossPlaces(board, list, rows, one, view));
  const owner = list.parentElement.closest("[data-row]");
  const isDeep = owner && owner.dataset.row === row.dataset.row;
  const boxes = rows.map((one) => board.whole(view, one)).filter(Boolean);
  const found = [];
  if (isDeep && owner !== row) {
    const own = board.box(view, owner.dataset.id);
    if (own && !rows.length) {
      const quarter = (own[3] - own[1]) / 4;
      const right = [own[0] + (own[2] - own[0]) / 4, own[1] + quarter, own[2], own[3] - quarter];
      found.push({ box: right, list, before: null, on: own, first: true });
    }
  }
  if (boxes.length !== rows.length) return found;
  const room = isDeep ? null : board.room(view, owner, list);
  if (!rows.length) return room ? [...found, { box: room, list, before: null, on: room }] : found;
  const [left, right] = [Math.min(...boxes.map((b) => b[0])), Math.max(...boxes.map((b) => b[2]))];
  for (let place = 0; place <= rows.length; place += 1) {
    const [above, below] = [boxes[place - 1], boxes[place]];
    const top = above ? mid(above[1], above[3]) : room ? Math.min(room[1], below[1]) : below[1] - 4;
    const foot = below ? mid(below[1], below[3]) : room ? Math.max(room[3], above[3]) : above[3] + 4;
    const y = above && below ? mid(above[3], below[1]) : below ? below[1] - 1 : above[3] + 1;
    const sides = room && !(above && below) ? [Math.min(left, room[0]), Math.max(right, room[2])] : [left, right];
    found.push({ box: [sides[0], top, sides[1], foot], list, before: rows[place] ?? null, line: [left, y, right, y] });
  }
  return found;
}

function acrossPlaces(board, list, rows, one, view) {
  const [l, t, r, b] = board.room(view, one, list) ?? [];
  if (l === undefined) return [];
  const next = rows[rows.indexOf(one) + 1] ?? null;
  const own = view === "picture" ? board.box(view, one.dataset.id) : null; // a name leans away from the middle
  const middle = own ? mid(own[0], own[2]) : mid(l, r);
  return [
    { box: [l, t, middle, b], list, before: one, line: [l, t, l, b] },
    { box: [middle, t, r, b], list, before: next, line: [r, t, r, b] },
  ];
}

export function placeAt(places, x, y) {
  const at = places.filter((place) => inside(place, x, y));
  const first = at.find((place) => place.first);
  if (first) return first;
  if (at.length) return at.reduce((one, other) => (size(other) < size(one) ? other : one));
  const near = places.map((place) => [far(place, x, y), place]).filter(([away]) => away < NEAR);
  return near.length ? near.reduce((one, other) => (other[0] < one[0] ? other : one))[1] : null;
}

export class Dragging {
  constructor(board) {
    this.board = board;
    this.mark = document.createElement("div");
    this.mark.className = "app-board__mark";
    this.mark.hidden = true;
    this.ghost = document.createElement("div");
    this.ghost.className = "app-board__ghost";
    this.ghost.hidden = true;
    this.ghost.setAttribute("aria-hidden", "true");
    this.isDown = false;
    const { root } = board;
    root.append(this.ghost);
    root.addEventListener("pointerdown", (event) => this.press(event));
    // While a button or a finger is down nothing is drawn anew: what lies under it would go, and its click with it.
    root.addEventListener("pointerdown", (event) => (this.isDown ||= event.isPrimary && event.button === 0));
    for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, () => this.isDown && setTimeout(() => this.lift(), 0));
    root.addEventListener("touchmove", (event) => this.row && event.preventDefault(), { passive: false });
    root.addEventListener("contextmenu", (event) => this.pressed?.touch && event.preventDefault());
    root.addEventListener("selectstart", (event) => this.pressed && event.preventDefault());
    root.addEventListener("dragstart", (event) => this.pressed && event.preventDefault());
    for (const [name, act] of Object.entries({ pointermove: "move", pointerup: "drop", pointercancel: "stop" })) {
      window.addEventListener(name, (event) => this.pressed && event.pointerId === this.pressed.pointer && this[act](event));
    }
    window.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.row) return;
      this.quiet();
      this.stop();
    });
    // The click that ends a drag is no click.
    root.addEventListener("click", (event) => this.justDropped && (event.preventDefault(), event.stopPropagation()), true);
  }

  press(event) {
    const item = event.target.closest("[data-item], [data-words]");
    if (!item || !this.board.mayEdit || event.button !== 0 || !event.isPrimary) return;
    const { id, view } = this.board.about(item);
    if (id === "head") return;
    const touch = event.pointerType === "touch";
    this.pressed = { id, view, touch, pointer: event.pointerId, x: event.clientX, y: event.clientY };
    this.pressed.soon = setTimeout(() => this.measure(), SOON);
    if (touch) this.pressed.hold = setTimeout(() => this.begin(event), HOLD);
  }

  // In a task of its own, after the press is drawn and before anything moves.
  measure() {
    clearTimeout(this.pressed.soon);
    const { id, view } = this.pressed;
    const row = this.board.row(id);
    this.pressed.places = row ? placesFor(this.board, row, view) : [];
  }

  begin(event) {
    const { id, view, touch } = this.pressed;
    const row = this.board.row(id);
    if (!row) return;
    if (touch) navigator.vibrate?.(10);
    this.row = row;
    this.frame = this.board.frame(view);
    if (!this.pressed.places) this.measure();
    this.places = this.pressed.places;
    if (this.mark.parentElement !== this.frame) this.frame.append(this.mark);
    this.ghost.textContent = row.dataset.text;
    this.ghost.hidden = false;
    this.at = { x: event.clientX, y: event.clientY };
    setTimeout(() => (this.drawing ??= requestAnimationFrame(() => this.draw())), 0);
  }

  move(event) {
    const { x, y, touch } = this.pressed;
    const away = Math.hypot(event.clientX - x, event.clientY - y);
    if (!this.row) {
      if (away < FAR) return;
      if (touch) this.stop(); // the page is being scrolled
      else this.begin(event);
      return;
    }
    this.at = { x: event.clientX, y: event.clientY };
    this.drawing ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.drawing = null;
    if (!this.row) return;
    const { x, y } = this.at;
    const around = this.frame.getBoundingClientRect();
    const toEdge = y < EDGE ? -12 : y > innerHeight - EDGE ? 12 : 0;
    const scroll = toEdge * (y - this.pressed.y) > 0 ? toEdge : 0;
    const sideways = this.frame.parentElement;
    const edges = sideways.scrollWidth > sideways.clientWidth ? sideways.getBoundingClientRect() : null;
    this.place = placeAt(this.places, x - around.left, y - around.top);
    this.ghost.style.transform = `translate(${x + 12}px, ${y + 8}px)`;
    const box = this.place?.on ?? this.place?.line;
    this.mark.hidden = !box;
    if (box) {
      const [l, t, r, b] = box;
      this.mark.style.transform = `translate(${l - 2}px, ${t - 2}px)`;
      this.mark.style.width = `${Math.max(4, r - l + 4)}px`;
      this.mark.style.height = `${Math.max(4, b - t + 4)}px`;
      this.mark.classList.toggle("app-board__mark--on", Boolean(this.place.on));
    }
    if (scroll) window.scrollBy(0, scroll);
    if (edges && x > edges.right - EDGE) sideways.scrollBy(12, 0);
    else if (edges && x < edges.left + EDGE) sideways.scrollBy(-12, 0);
    if (scroll) this.drawing ??= requestAnimationFrame(() => this.draw());
  }

  drop(event) {
    const { row, place, pressed } = this;
    if (!row) {
      this.stop();
      return;
    }
    this.at = { x: event.clientX, y: event.clientY };
    this.draw();
    const to = this.place ?? place;
    this.quiet();
    this.stop();
    if (to && this.board.row(pressed.id)) this.board.moveTo(pressed.id, to, pressed.view);
  }

  quiet() {
    this.justDropped = true;
    setTimeout(() => (this.justDropped = false), 0);
  }

  stop() {
    clearTimeout(this.pressed?.hold);
    clearTimeout(this.pressed?.soon);
    cancelAnimationFrame(this.drawing);
    this.drawing = null;
    this.pressed = null;
    this.row = null;
    this.place = null;
    this.ghost.hidden = true;
    this.mark.hidden = true;
  }

  lift() {
    this.isDown = false;
    this.board.catchUp();
  }
}

export const wholeOf = (own, parts) =>
  parts.reduce((one, part) => (part ? [Math.min(one[0], part[0]), Math.min(one[1], part[1]), Math.max(one[2], part[2]), Math.max(one[3], part[3])] : one), own);
export const subRows = (row) => (ownList(row) ? rowsOf(ownList(row)) : []);
