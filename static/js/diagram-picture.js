// A diagram on the page: its rows, where they stand in the drawing and in the list, and how both are drawn anew.

import { subRows, wholeOf } from "./diagram-drag.js";
import { allRows, ownerOf, rowIn, show, wordsIn } from "./diagram-rows.js";

export class Picture {
  constructor(root) {
    this.root = root;
    this.places = JSON.parse(root.dataset.places);
    this.stage = root.querySelector("[data-stage]");
    this.outline = root.querySelector('[data-part="outline"]');
    this.chosen = {};
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

  isDrawn() {
    return Boolean(this.stage?.getClientRects().length);
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
    if (typing || this.dragging?.isDown) {
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
    const { missed } = this;
    if (focused) this.focus(focused.view, focused.id);
    if (focused && missed === focused.id) this.missed = missed; // it still waits to be drawn
    if (!focused && inRow) this.focus("outline", inRow);
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
      if (this.dragging?.isDown) {
        this.held ??= shown;
        return;
      }
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
    for (const entry of this.queue.waiting) if (entry.does) this.present(entry.does);
    this.dress();
  }

  // A change in the list before the portal has it.
  present(change) {
    (this.kind.show ?? show)(this.root, change);
  }

  dress() {
    if (!this.mayEdit) return;
    for (const words of this.items("outline")) {
      words.setAttribute("role", "button");
      words.tabIndex = -1;
      words.classList.toggle("app-board__joining", this.joining === this.about(words).id);
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
      if (this.joining === id) cover.classList.add("app-board__joining");
      return cover;
    });
    for (const old of this.stage.querySelectorAll("[data-item], .app-board__gone")) old.remove();
    this.stage.append(...covers.filter(Boolean));
  }

  named(row) {
    if (this.kind.named) return this.kind.named(this, row);
    const owner = ownerOf(row.parentElement.closest("[data-list]") ?? row);
    const kind = this.kind.words[row.dataset.row];
    const votes = row.querySelector(".app-cause__votes")?.textContent.replace(/\D/g, "");
    const where = owner ? `, under ${owner.dataset.text}` : "";
    return `${row.dataset.text}, ${kind}${where}${votes && votes !== "0" ? `, votes: ${votes}` : ""}`;
  }
}
