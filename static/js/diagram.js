// The editor of a diagram. Its drawing and its list are two views of the same rows; both are edited where they stand.
// Every change goes through a queue that survives a lost line, and what others change appears by itself. Without this
// script the same page has links and forms for all of it.

import { Doing } from "./diagram-doing.js";
import { Dragging } from "./diagram-drag.js";
import { Editor } from "./diagram-edit.js";
import { onKey } from "./diagram-keys.js";
import { KINDS } from "./diagram-kinds.js";
import { showProblems } from "./diagram-problems.js";
import { ask, queueFor } from "./diagram-queue.js";
import { sentence } from "./diagram-rows.js";

const OFTEN = 2500; // milliseconds between looks at what others did
const FRESH = 6000; // how long that stays marked

class Board extends Doing {
  constructor(root) {
    super(root);
    this.kind = KINDS[root.dataset.diagram];
    this.mayEdit = "mayEdit" in root.dataset;
    this.number = Number(root.dataset.number);
    this.said = root.querySelector("[data-said]");
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
    this.catchUp();
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

  // --- Where the person points -----------------------------------------------------------------------------------------

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
    this.editor.add(to, !around && this.isDrawn() ? this.kind.addsIn : "outline");
  }

  // A click on the ground of a group adds to it, where it was clicked.
  addAt(event) {
    if (this.joining) {
      this.kind.stopJoining(this);
      return;
    }
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
    const frame = view === "picture" ? this.stage : this.root;
    const kind = view === "picture" ? "[data-item]" : "[data-words]";
    for (const item of frame.querySelectorAll(`${kind}[tabindex="0"]`)) item.tabIndex = -1;
    element.tabIndex = 0;
    this.chosen[view] = id;
    this.view = view;
  }

  // In the drawing a new row is not there at once: the focus goes to it when it comes, and the page stays meanwhile.
  focus(view, id) {
    const item = id && this.item(view, id);
    this.missed = item || view !== "picture" ? null : id;
    (item || (id && this.item("outline", id)))?.focus({ preventScroll: !item });
  }

  focusNear({ view, place, last }) {
    this.focus(view ?? "outline", last || place?.before || place?.owner || this.chosen[view]);
  }

  catchUp() {
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
