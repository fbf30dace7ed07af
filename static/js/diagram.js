// The editor of a diagram. Its drawing and its list are two views of the same rows; both are edited where they stand.
// Every change goes through a queue that survives a lost line, and what others change appears by itself. Without this
// script the same page has links and forms for all of it.

import { Dragging, subRows, wholeOf } from "./diagram-drag.js";
import { Editor } from "./diagram-edit.js";
import { onKey } from "./diagram-keys.js";
import { KINDS } from "./diagram-kinds.js";
import { showProblems } from "./diagram-problems.js";
import { ask, queueFor } from "./diagram-queue.js";
import { allRows, goesWith, ownerOf, quoted, rowIn, sentence, show, wordsIn } from "./diagram-rows.js";

const OFTEN = 2500; // milliseconds between looks at what others did
const FRESH = 6000; // how long that stays marked

class Board {
  constructor(root) {
    this.root = root;
    this.kind = KINDS[root.dataset.diagram];
    this.mayEdit = "mayEdit" in root.dataset;
    this.number = Number(root.dataset.number);
    this.places = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
    this.stage = root.querySelector("[data-stage]");
    this.outline = root.querySelector('[data-part="outline"]');
    this.said = root.querySelector("[data-said]");
    this.chosen = {};
    this.queue = queueFor(root.dataset.url);
    this.queue.listener = this;
    this.queue.number = this.number;
    if (this.mayEdit) {
      this.editor = new Editor(this);
      this.dragging = new Dragging(this);
      root.addEventListener("keydown", (event) => onKey(this, event));
      root.addEventListener("click", (event) => this.click(event));
      root.addEventListener("focusin", (event) => this.choose(event.target));
      root.addEventListener("submit", (event) => this.submit(event), true);
      root.querySelector("[data-help]").hidden = false;
      this.outside = (event) => this.addElsewhere(event);
      document.addEventListener("click", this.outside);
    }
    this.reposition = () => this.editor?.reposition();
    window.addEventListener("resize", this.reposition);
    this.drawn();
    this.changed();
    this.queue.send();
    this.clock = setTimeout(() => this.look(), OFTEN);
    this.awake = () => !document.hidden && this.look();
    document.addEventListener("visibilitychange", this.awake);
  }

  close() {
    clearTimeout(this.clock);
    document.removeEventListener("visibilitychange", this.awake);
    document.removeEventListener("click", this.outside);
    window.removeEventListener("resize", this.reposition);
    if (this.queue.listener === this) this.queue.listener = null;
  }

  // --- Rows and where they stand ---------------------------------------------------------------------------------

  row(id) {
    return rowIn(this.root, id);
  }

  about(element) {
    if (element.dataset.item) return { id: element.dataset.item, view: "picture" };
    return { id: element.closest("[data-row]").dataset.id, view: "outline" };
  }

  item(view, id) {
    if (view === "picture") return this.stage?.querySelector(`[data-item="${CSS.escape(id)}"]`) ?? null;
    const row = this.row(id);
    return row && wordsIn(row);
  }

  items(view) {
    if (view === "picture") return [...this.stage.querySelectorAll("[data-item]")];
    return allRows(this.root).map(wordsIn);
  }

  rect(view, id) {
    const item = this.item(view, id);
    return item?.isConnected && item.getClientRects().length ? item.getBoundingClientRect() : null;
  }

  stageRect() {
    return this.stage.getBoundingClientRect();
  }

  frame(view) {
    return view === "picture" ? this.stage : this.outline;
  }

  // Boxes are left, top, right, bottom in pixels of the view's frame.
  scaled(box) {
    if (!box) return null;
    const wide = this.stage.clientWidth / this.places.width;
    return box.map((edge) => edge * wide);
  }

  within(rect) {
    const around = this.outline.getBoundingClientRect();
    return [rect.left - around.left, rect.top - around.top, rect.right - around.left, rect.bottom - around.top];
  }

  box(view, id) {
    if (view === "picture") return this.scaled(this.places.items[id]);
    const row = this.row(id);
    return row && this.within((row.querySelector(".app-rows__row") ?? row).getBoundingClientRect());
  }

  whole(view, row) {
    if (view !== "picture") return this.within(row.getBoundingClientRect());
    const own = this.box(view, row.dataset.id);
    return own && wholeOf(own, subRows(row).map((sub) => this.box(view, sub.dataset.id)));
  }

  room(view, owner, list) {
    if (view === "picture") return owner ? this.scaled(this.places.rooms[owner.dataset.id]) : null;
    return this.within((owner ?? list).getBoundingClientRect());
  }

  // --- Drawing -----------------------------------------------------------------------------------------------------

  // Put what the portal shows in place of what the page shows; later, where that would disturb somebody.
  show(shown) {
    const typing = this.outline.querySelector(".app-inline-form");
    if (typing || this.dragging?.isOn) {
      this.held = shown;
      return;
    }
    this.held = null;
    const open = [...this.root.querySelectorAll("details[open][id]")].map((one) => one.id);
    const near = this.root.contains(document.activeElement) ? document.activeElement : null;
    const focused = near?.matches("[data-item], [data-words]") ? this.about(near) : null;
    const inRow = !focused && near?.closest("[data-part] [data-row]")?.dataset.id;
    for (const [name, html] of Object.entries(shown.parts)) {
      const part = this.root.querySelector(`[data-part="${name}"]`);
      part.innerHTML = html;
      window.htmx?.process(part);
    }
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    const phone = this.root.querySelector("[data-picture-phone]");
    if (phone) phone.src = shown.picture.replace("?", "?size=phone&");
    this.draw(shown);
    this.drawn();
    if (focused) this.focus(focused.view, focused.id);
    else if (inRow) this.focus("outline", inRow);
    this.editor?.follow(this.lastSaid ?? "");
  }

  // The drawing and the places in it change together, when the new picture is here.
  async draw(shown) {
    const picture = this.root.querySelector("[data-picture]");
    if (!picture) return;
    this.wanted = shown;
    if (!picture.src.endsWith(shown.picture)) {
      this.stage.setAttribute("aria-busy", "true");
      const next = new Image();
      next.src = shown.picture;
      await next.decode().catch(() => null); // a drawing that does not come leaves the list as it is
      if (this.wanted !== shown) return;
      picture.src = next.src;
    }
    picture.alt = shown.alt;
    this.places = shown.places;
    this.stage.removeAttribute("aria-busy");
    const near = document.activeElement;
    const focused = near?.matches("[data-stage] [data-item]") ? near.dataset.item : null;
    this.dress();
    if (focused || this.missed) this.focus("picture", focused ?? this.missed);
    this.editor?.reposition();
  }

  // The page shows what the portal has: note its words, then show what waits on top.
  drawn() {
    this.words = new Map(allRows(this.root).map((row) => [row.dataset.id, row.dataset.text]));
    for (const entry of this.queue.waiting) if (entry.does) show(this.root, entry.does);
    this.dress();
  }

  dress() {
    if (!this.mayEdit) return;
    for (const words of this.items("outline")) {
      words.setAttribute("role", "button");
      words.tabIndex = -1;
    }
    this.cover();
    for (const view of ["picture", "outline"]) {
      const items = this.items(view);
      const chosen = items.find((item) => this.about(item).id === this.chosen[view]) ?? items[0];
      if (chosen) chosen.tabIndex = 0;
    }
  }

  // A button over everything in the drawing. What waits stands in it, until the drawing says the same.
  cover() {
    if (!this.stage) return;
    const { width, height, items } = this.places;
    const covers = Object.entries(items).map(([id, box]) => {
      const row = this.row(id);
      const cover = document.createElement(row ? "button" : "span");
      cover.className = row ? "app-board__item" : "app-board__gone";
      const [left, top, right, bottom] = box;
      cover.style.left = `${(left / width) * 100}%`;
      cover.style.top = `${(top / height) * 100}%`;
      cover.style.width = `${((right - left) / width) * 100}%`;
      cover.style.height = `${((bottom - top) / height) * 100}%`;
      if (!row) return this.words.has(id) ? cover : null;
      cover.type = "button";
      cover.tabIndex = -1;
      cover.dataset.item = id;
      cover.setAttribute("aria-label", this.named(row));
      if (this.words.get(id) !== row.dataset.text) {
        cover.textContent = row.dataset.text;
        cover.classList.add("app-board__item--new");
      }
      if (this.fresh?.has(id)) cover.classList.add("app-board__fresh");
      return cover;
    });
    const marks = this.kind.marks?.(this) ?? [];
    for (const old of this.stage.querySelectorAll("[data-item], .app-board__gone, [data-mark]")) old.remove();
    this.stage.append(...covers.filter(Boolean), ...marks);
  }

  named(row) {
    const owner = ownerOf(row.parentElement.closest("[data-list]") ?? row);
    const kind = this.kind.words[row.dataset.row];
    const votes = row.querySelector(".app-cause__votes")?.textContent.replace(/\D/g, "");
    const where = owner ? `, under ${owner.dataset.text}` : "";
    return `${row.dataset.text}, ${kind}${where}${votes && votes !== "0" ? `, votes: ${votes}` : ""}`;
  }

  // --- What the portal and others say --------------------------------------------------------------------------------

  async look() {
    clearTimeout(this.clock);
    if (!this.root.isConnected) return;
    if (!document.hidden && !this.queue.sending) {
      try {
        const { status, told } = await ask(`${this.root.dataset.url}?show=1&after=${this.number}`);
        if (status === 200 && !this.queue.sending) this.take(told);
        if (status === 404 || status === "signed-out") this.say("This page is out of date. Load it again.");
        if (status === 404 || status === "signed-out") return;
        if (this.queue.line === "cut") this.queue.send();
      } catch {
        // the next look may have a line
      }
    }
    if (this.held) this.show(this.held);
    this.clock = setTimeout(() => this.look(), OFTEN);
  }

  take(told) {
    if (!told || told.number < this.number) return;
    if (told.operations) this.tellOthers(told.operations.filter((one) => !one.mine && one.number > this.number));
    this.number = told.number;
    this.queue.number = told.number;
    if ("undo" in told) this.ways(told);
    if (told.shown) this.show(told.shown);
  }

  tellOthers(operations) {
    if (!operations.length) return;
    const find = (id) => this.words.get(id);
    const said = operations.slice(-2).map((one) => sentence(one, find));
    if (operations.length > 2) said.unshift(`${operations.length - 2} more changes.`);
    this.lastSaid = said.join(" ");
    this.say(this.lastSaid);
    const parts = operations.flatMap((one) => (one.does.op === "all" ? one.does.parts : [one.does]));
    this.fresh = new Set(parts.map((part) => part.id ?? "head"));
    setTimeout(() => {
      this.fresh = null;
      for (const one of this.root.querySelectorAll(".app-board__fresh")) one.classList.remove("app-board__fresh");
    }, FRESH);
  }

  // The queue heard from the portal about one of our changes.
  told(told, entry, refused) {
    if (refused) this.say(refused);
    else if (entry.way) this.say(entry.way === "undo" ? "Undone." : "Done again.");
    if (told) this.take(told);
    else this.drawn();
    this.changed();
  }

  changed() {
    const { waiting, line } = this.queue;
    const state = this.root.querySelector("[data-state]");
    if (state) {
      const count = waiting.length === 1 ? "One change waits" : `${waiting.length} changes wait`;
      const more = line === "signed-out" ? " Sign in again, and it is sent." : " The drawing shows it when the line is back.";
      const isLate = waiting.length && line !== "open";
      state.hidden = false;
      state.textContent = isLate ? `${count} in this browser.${more}` : waiting.length ? "Saving" : "All saved";
      state.classList.toggle("app-board__state--waits", Boolean(isLate));
      if (isLate && this.wasLine !== line) this.say(state.textContent);
      this.wasLine = line;
    }
    showProblems(this);
    if (this.queue.known) this.ways(this.queue.known);
  }

  ways({ undo, redo }) {
    const buttons = this.root.querySelectorAll("[data-undo] button");
    if (buttons.length) [buttons[0].hidden, buttons[1].hidden] = [!undo && !this.queue.waiting.length, !redo];
  }

  say(words) {
    this.said.textContent = "";
    requestAnimationFrame(() => (this.said.textContent = words));
  }

  // --- What the person does -------------------------------------------------------------------------------------------

  // One change: shown at once, sent now or when there is a line.
  do(change, said) {
    if (!change) return null;
    show(this.root, change);
    this.dress();
    this.say(said);
    this.queue.add(change, said);
    this.changed();
    return change;
  }

  addRow(place, named, text) {
    if (!place) {
      this.lost(text, "");
      return null;
    }
    const change = this.kind.add(this, place.list, text, place.before, named);
    this.do(change, `Added ${quoted(text)}.`);
    return change.op === "all" ? change.parts[0].id : change.id;
  }

  rename(row, text, was) {
    const change = this.kind.setText(row, text);
    for (const name of Object.keys(change.was)) change.was[name] = was;
    this.do(change, `Changed to ${quoted(text)}.`);
  }

  // Words for a row or a place that is gone: kept until the person says what becomes of them.
  lost(text, was) {
    this.queue.keepLost(text, was);
    this.say("That place is gone. Your words are kept.");
    this.changed();
  }

  remove(id, view) {
    const row = this.row(id);
    if (!row || id === "head") return;
    const items = this.items(view).map((item) => this.about(item).id);
    const count = goesWith(row);
    const more = count ? ` and ${count === 1 ? "one more" : `${count} more`} with it` : "";
    const next = items.slice(items.indexOf(id) + 1).find((one) => !row.contains(this.row(one)));
    const other = next ?? items[items.indexOf(id) - 1];
    this.do(this.kind.remove(this, row), `Removed ${quoted(row.dataset.text)}${more}. Undo puts it back.`);
    if (other) this.focus(view, other);
  }

  moveTo(id, place, view) {
    const row = this.row(id);
    const change = place.change ?? this.kind.move(this, row, place.list, place.before);
    const owner = place.list && ownerOf(place.list);
    const where = owner ? ` to ${quoted(owner.dataset.text)}` : "";
    if (change) this.do(change, place.said ?? `Moved ${quoted(row.dataset.text)}${where}.`);
    this.focus(view, id);
  }

  step(id, way, view) {
    const row = this.row(id);
    const place = id === "head" ? null : this.kind.step(this, row, way);
    if (place) this.moveTo(id, place, view);
    else this.say("It cannot go further that way.");
  }

  addBeside(id, view) {
    const place = this.kind.beside(this, id ? this.row(id) : null);
    if (place) this.editor.add(place, view);
    else this.say("Add a group first.");
  }

  addUnder(id, view) {
    const place = this.kind.under(this, this.row(id));
    if (place) this.editor.add(place, view);
    else this.say("Nothing can hang under this.");
  }

  extra(id, key) {
    const row = this.row(id);
    const extra = row && this.kind.extras(this, row).find((one) => one.key === key);
    if (extra?.act) extra.act();
    else if (extra) this.do(extra.does, extra.said);
    return Boolean(extra);
  }

  goBack(way) {
    const back = this.queue.goBack(way);
    if (back) {
      this.say("Undone.");
      this.look();
    }
    this.changed();
  }

  click(event) {
    const item = event.target.closest("[data-item], [data-words]");
    if (item) {
      event.preventDefault();
      const { id, view } = this.about(item);
      if (this.joining) this.kind.join(this, id, view);
      else this.editor.rename(id, view);
      return;
    }
    const link = event.target.closest("[data-add]");
    if (link) this.addFrom(event, link);
    else if (event.target.closest("[data-stage]")) this.addAt(event);
  }

  addElsewhere(event) {
    const link = event.target.closest("[data-add]");
    if (link && !this.root.contains(link)) this.addFrom(event, link);
  }

  addFrom(event, link) {
    const around = link.closest("[data-row]");
    const list = this.root.querySelector(`[data-list="${link.dataset.add}"]`);
    const place = around ? this.kind.under(this, around) : this.kind.begin?.(this, link.dataset.add);
    const to = place ?? (link.dataset.add === "category" || !around ? { list, before: null } : null);
    if (!to?.list) return;
    event.preventDefault();
    event.stopPropagation();
    this.editor.add(to, around || !this.rect("picture", "head") ? "outline" : this.kind.addsIn ?? "outline");
  }

  // A click on the ground of a group adds to it, where it was clicked.
  addAt(event) {
    const around = this.stageRect();
    const [x, y] = [event.clientX - around.left, event.clientY - around.top];
    const place = this.kind.placeAt?.(this, x, y);
    if (place) this.editor.add(place, "picture", { near: { x: x / around.width, y: y / around.height } });
  }

  submit(event) {
    if (!event.target.matches("[data-undo]")) return;
    event.preventDefault();
    event.stopPropagation();
    this.goBack(event.submitter?.value ?? "undo");
  }

  choose(element) {
    if (!element.matches?.("[data-item], [data-words]")) return;
    const { id, view } = this.about(element);
    for (const item of this.items(view)) item.tabIndex = item === element ? 0 : -1;
    this.chosen[view] = id;
    this.view = view;
  }

  // In the drawing a new row is not there at once: the focus goes to it when it comes.
  focus(view, id) {
    const item = id && this.item(view, id);
    this.missed = item || view !== "picture" ? null : id;
    (item || (id && this.item("outline", id)))?.focus();
  }

  focusNear({ view, place, last }) {
    this.focus(view ?? "outline", last || place?.before || place?.owner || this.chosen[view]);
  }

  afterDrag() {
    if (this.held) this.show(this.held);
  }
}

let board = null;

function start() {
  const root = document.querySelector("[data-diagram]");
  if (board?.root === root) return;
  board?.close();
  board = root && KINDS[root.dataset.diagram] ? new Board(root) : null;
}

start();
document.addEventListener("htmx:afterSwap", start);
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
