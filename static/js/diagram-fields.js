// What a row has beside its words, such as the time a step takes: changed in the same box. The page's template of the
// row's kind has the fields, each with data-name; values are those that an operation names.

import { valuesOf } from "./diagram-changes.js";

export const WORDS = ["text", "name", "effect", "title", "label"];
const NOT_A_NUMBER = "Minutes are a number, for example 12 or 2.5.";
const templateFor = (root, kind) => root.querySelector(`template[data-fields="${kind}"]`);
const equal = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

function fieldsIn(place) {
  return [...place.querySelectorAll("[data-name]")].map((field) => ({
    name: field.dataset.name,
    field,
    ticks: [...field.querySelectorAll("input[type=checkbox]")],
  }));
}

function readOne({ field, ticks }) {
  if (ticks.length) return ticks.filter((tick) => tick.checked).map((tick) => tick.value);
  const text = field.value.trim();
  if (!field.matches("[inputmode]")) return text || null;
  return text === "" ? null : Number(text.replace(",", "."));
}

export class Fields {
  // The fields of a row with what it has; null for a kind of row that is words alone.
  static of(root, row) {
    const template = templateFor(root, row.dataset.row);
    return template ? new Fields(template, row) : null;
  }

  constructor(template, row) {
    this.element = template.content.firstElementChild.cloneNode(true);
    this.was = valuesOf(row);
    this.fields = fieldsIn(this.element);
    for (const { name, field, ticks } of this.fields) {
      for (const tick of ticks) tick.checked = (this.was[name] ?? []).includes(tick.value);
      if (!ticks.length) field.value = this.was[name] ?? "";
      else if (ticks.some((tick) => tick.checked)) field.closest("details")?.setAttribute("open", "");
    }
  }

  // {problem} or {changed: {field: {was, is}}}.
  read() {
    const changed = {};
    for (const one of this.fields) {
      const is = readOne(one);
      if (Number.isNaN(is)) return { problem: NOT_A_NUMBER, field: one.field };
      const was = this.was[one.name] ?? null;
      if (!equal(was, is)) changed[one.name] = { was, is };
    }
    return { changed };
  }
}

// What a choice is called on the page.
export function choiceWords(root, kind, name, value) {
  const field = templateFor(root, kind)?.content.querySelector(`[data-name="${name}"]`);
  if (!field) return value ?? "";
  const words = (one) => field.querySelector(`[value="${CSS.escape(one ?? "")}"]`)?.dataset.called ?? one;
  if (Array.isArray(value)) return value.map(words).join(", ");
  return field.matches("select") ? words(value) : String(value ?? "");
}

// A field's value in words, for who has to choose between two of them.
export function saying(root, kind, name, value) {
  if (WORDS.includes(name)) return value ?? "";
  const field = templateFor(root, kind)?.content.querySelector(`[data-name="${name}"]`);
  return `${field?.dataset.says ?? name}: ${choiceWords(root, kind, name, value) || "nothing"}`;
}
