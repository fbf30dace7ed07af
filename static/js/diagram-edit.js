// One line of words, typed where it stands: in the drawing or in the list. It lies above both, so that what others
// change meanwhile does not take it away. What a row has beside its words is in the same box.

import { Fields } from "./diagram-fields.js";
import { fieldOf } from "./diagram-rows.js";

export class Editor {
  constructor(board) {
    this.board = board;
    this.form = document.createElement("form");
    this.form.className = "app-board__edit";
    this.form.noValidate = true;
    this.form.hidden = true;
    this.form.tabIndex = -1; // so that a press between its fields does not leave it
    this.label = document.createElement("label");
    this.label.className = "app-board__label";
    this.label.htmlFor = "board-words";
    this.box = document.createElement("input");
    Object.assign(this.box, { id: "board-words", className: "nhsuk-input", type: "text", autocomplete: "off" });
    this.note = document.createElement("p");
    this.note.className = "app-board__note";
    this.note.id = "board-note";
    this.note.setAttribute("role", "alert");
    this.box.setAttribute("aria-describedby", "board-note");
    this.more = document.createElement("div");
    this.acts = document.createElement("div");
    this.acts.className = "app-inline app-board__acts";
    this.form.append(this.label, this.box, this.note, this.more, this.acts);
    board.root.append(this.form);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.keep(true);
    });
    this.form.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.cancel();
    });
    // Going elsewhere keeps what was typed; another window of the computer is not elsewhere.
    this.form.addEventListener("focusout", (event) => {
      if (!this.isOpen || this.opening || this.form.contains(event.relatedTarget) || !document.hasFocus()) return;
      this.keep(false);
    });
  }

  get isOpen() {
    return !this.form.hidden;
  }

  get isEmpty() {
    return !this.box.value.trim();
  }

  rename(id, view) {
    const row = this.board.row(id);
    if (!row) return;
    this.open({ id, view, was: row.dataset.text, most: this.board.kind.most[row.dataset.row] ?? 120 });
    this.label.textContent = `Words of this ${this.board.kind.words[row.dataset.row]}`;
    this.box.value = row.dataset.text;
    this.fields = Fields.of(this.board.root, row);
    if (this.fields) this.more.append(this.fields.element);
    this.buttons(row);
    this.settle();
    this.box.select();
  }

  // place: {list, before}: where the new row goes.
  add(place, view, { near = null, last = null } = {}) {
    const kind = place.list.dataset.list;
    this.open({ place: this.named(place), view, near, last, most: this.board.kind.most[kind] ?? 120 });
    this.label.textContent = this.board.kind.newWords?.(this.board, place) ?? `New ${this.board.kind.words[kind]}`;
    this.box.value = "";
    this.acts.replaceChildren(this.button("Save", "submit"), this.button("Cancel", "button", () => this.cancel()));
    this.settle();
  }

  // A place by ids, for the list may be drawn anew before the words are there.
  named({ list, before, more }) {
    const owner = list.parentElement.closest("[data-row]");
    return { kind: list.dataset.list, owner: owner?.dataset.id ?? "", before: before?.dataset.id ?? "", more };
  }

  found(place) {
    const lists = [...this.board.root.querySelectorAll(`[data-list="${place.kind}"]`)];
    const list = lists.find((one) => (one.parentElement.closest("[data-row]")?.dataset.id ?? "") === place.owner);
    return list && { list, before: place.before ? this.board.row(place.before) : null, more: place.more };
  }

  open(target) {
    if (this.isOpen) this.keep(false);
    this.opening = true;
    this.target = target;
    this.fields = null;
    this.more.replaceChildren();
    this.note.textContent = "";
    this.form.hidden = false;
  }

  settle() {
    this.reposition();
    this.box.focus({ preventScroll: true });
    this.form.scrollIntoView({ block: "nearest" });
    this.opening = false;
  }

  button(words, type, act) {
    const button = document.createElement("button");
    Object.assign(button, { type, textContent: words, className: "app-link-button" });
    if (act) button.addEventListener("click", act);
    return button;
  }

  buttons(row) {
    const { board, target } = this;
    const found = [this.button("Save", "submit")];
    if (board.kind.under(board, row)) {
      const { underWords } = board.kind;
      const words = typeof underWords === "string" ? underWords : underWords(row);
      found.push(this.button(words, "button", () => this.then(() => board.addUnder(target.id, target.view))));
    }
    for (const extra of board.kind.extras(board, row)) {
      found.push(this.button(extra.words, "button", () => this.then(() => board.extra(target.id, extra.key, target.view))));
    }
    if (row.dataset.row !== "head") {
      found.push(this.button("Remove", "button", () => this.then(() => board.remove(target.id, target.view), false)));
    }
    this.acts.replaceChildren(...found);
  }

  // Keep the words, then do something else with the row.
  then(act, kept = true) {
    if (kept && !this.keep(false)) return;
    if (!kept) this.close();
    act();
  }

  // Above what is edited, or where the new row will stand.
  reposition() {
    if (!this.isOpen) return;
    const { board, target } = this;
    const around = board.root.getBoundingClientRect();
    if (target.view === "picture" && !board.isDrawn()) target.view = "outline";
    const spot = (target.id ? board.rect(target.view, target.id) : this.spotOfNew()) ?? around;
    const wide = Math.min(Math.max(spot.width + 24, 320), around.width);
    const left = Math.min(Math.max(spot.left - around.left - 12, 0), around.width - wide);
    this.form.style.width = `${wide}px`;
    this.form.style.left = `${left}px`;
    this.form.style.top = `${spot.top - around.top - 34}px`;
  }

  spotOfNew() {
    const { board, target } = this;
    const place = this.found(target.place);
    if (!place) return null;
    if (target.near) {
      const stage = board.stageRect();
      return new DOMRect(stage.left + target.near.x * stage.width, stage.top + target.near.y * stage.height, 200, 10);
    }
    const { before } = place;
    const rows = [...place.list.children].filter((one) => one.dataset.id);
    const neighbour = before ?? rows.at(-1) ?? null;
    if (target.view === "picture") {
      const own = board.kind.spot?.(board, target.place);
      if (own) return own;
      // a row that was just added is not drawn yet: then beside the one before it
      const near = [before, ...[...rows].reverse()].map((row) => row?.dataset.id);
      const spot = [...near, target.place.owner].map((id) => id && board.rect("picture", id)).find(Boolean);
      if (spot) return new DOMRect(spot.left, before ? spot.top : spot.bottom + 12, spot.width, 10);
    }
    const spot = (neighbour ?? place.list).getBoundingClientRect();
    return new DOMRect(spot.left, before || !neighbour ? spot.top : spot.bottom, spot.width, 10);
  }

  // Whether all is well: kept, or nothing to keep. goOn: by the Enter key.
  keep(goOn) {
    const { board, target } = this;
    const text = this.box.value.split(/\s+/).filter(Boolean).join(" ");
    if (text.length > target.most) {
      this.note.textContent = `This has ${text.length} characters. The most is ${target.most}.`;
      this.box.focus();
      return false;
    }
    if (target.id) return this.keepRename(text, goOn);
    this.close();
    if (!text) {
      if (goOn) board.focusNear(target);
      return true;
    }
    const place = this.found(target.place);
    const row = board.addRow(place, target.place, text, target.view);
    if (goOn && row && board.kind.goesOn?.(target.place) !== false) {
      const after = board.row(row) ?? null;
      const list = after ? after.parentElement.closest("[data-list]") : place?.list;
      const before = place?.before?.isConnected ? place.before : null;
      const next = board.kind.goOn?.(board, target.place, after);
      if (next) this.add(next, target.view, { last: row });
      else if (list) this.add({ list, before }, target.view, { near: target.near, last: row });
    } else if (goOn) board.focus(target.view, row);
    return true;
  }

  keepRename(text, goOn) {
    const { board, target } = this;
    const row = board.row(target.id);
    const { problem, field, changed = {} } = this.fields?.read() ?? {};
    if (problem) {
      this.note.textContent = problem;
      field.focus();
      return false;
    }
    const isOther = text !== target.was && (text || (row && board.kind.mayBeEmpty?.(row)));
    this.close();
    if (!row) {
      if (isOther) board.lost(text, target.was);
    } else {
      const words = isOther ? { [fieldOf(row)]: { was: target.was, is: text } } : {};
      board.change(row, { ...words, ...changed }, isOther ? text : null);
    }
    if (goOn) board.focus(target.view, target.id);
    return true;
  }

  cancel() {
    const { target } = this;
    this.close();
    if (target.id) this.board.focus(target.view, target.id);
    else this.board.focusNear(target);
  }

  close() {
    this.form.hidden = true;
  }

  // Others changed the diagram: stay with the row, and say when it is gone or its words are others now.
  follow(said) {
    if (!this.isOpen) return;
    const { target, board } = this;
    if (target.id) {
      const row = board.row(target.id);
      if (!row) this.note.textContent = `${said} Your words are still here: Enter adds them again.`;
      else if (row.dataset.text !== target.was) {
        this.note.textContent = `It says '${row.dataset.text}' now. Enter shows you both.`;
      }
    } else if (!this.found(target.place)) {
      this.note.textContent = "The place is gone meanwhile. Your words are still here.";
    }
    this.reposition();
  }
}

