// What a person does with a diagram, by mouse and by keys: each is one change, shown at once and sent through the queue.

import { Picture } from "./diagram-picture.js";
import { goesWith, ownerOf, quoted } from "./diagram-rows.js";

export class Doing extends Picture {
  // One change: shown at once, sent now or when there is a line.
  do(change, said) {
    if (!change) return null;
    this.present(change);
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

  // changed: {field: {was, is}}; text: the words, where those are others now.
  change(row, changed, text) {
    const change = this.kind.change(this, row, changed);
    if (text === null) this.do(change, `Changed ${this.called(row)}.`);
    else this.do(change, text ? `Changed to ${quoted(text)}.` : "The words are gone.");
  }

  called(row) {
    return this.kind.called?.(this, row) ?? quoted(row.dataset.text);
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
    const count = this.kind.goesWith?.(this, row) ?? goesWith(row);
    const called = this.called(row);
    const more = count ? ` and ${count === 1 ? "one more" : `${count} more`} with it` : "";
    const next = items.slice(items.indexOf(id) + 1).find((one) => !row.contains(this.row(one)));
    const other = next ?? items[items.indexOf(id) - 1];
    this.do(this.kind.remove(this, row), `Removed ${called}${more}. Undo puts it back.`);
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
    const place = id === "head" ? null : this.kind.step(this, row, way, view);
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

  extra(id, key, view) {
    const row = this.row(id);
    const extra = row && this.kind.extras(this, row).find((one) => one.key === key);
    if (extra?.act) extra.act(view);
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
}
