// The list of a process map: its lines, and how changes that the portal does not have yet are shown in it.

import { valuesOf } from "./diagram-changes.js";
import { choiceWords } from "./diagram-fields.js";
import { blank, put, rowIn, rowsOf, show } from "./diagram-rows.js";

export const edges = (root) => [...root.querySelectorAll('[data-row="edge"]')];
export const linesInto = (root, id) => edges(root).filter((one) => one.dataset.target === id);
export const linesOut = (root, id) => edges(root).filter((one) => one.dataset.source === id);

const taking = (minutes) => (minutes === 1 ? "1 minute" : `${minutes} minutes`);

// What stands under a step until the portal says it.
function facts(root, row) {
  const values = valuesOf(row);
  const lane = values.lane && rowIn(root, values.lane);
  const told = [];
  if (lane) told.push(`${lane.dataset.text}.`);
  if (values.kind !== "step") told.push(`${choiceWords(root, "node", "kind", values.kind)}.`);
  if ((values.minutes ?? null) !== null) told.push(`Takes ${taking(values.minutes)}.`);
  if ((values.wait_minutes ?? null) !== null) told.push(`Waits ${taking(values.wait_minutes)} before.`);
  if (values.wastes?.length) told.push(`Waste: ${choiceWords(root, "node", "wastes", values.wastes)}.`);
  return told.join(" ");
}

function showLine(root, change) {
  const known = rowIn(root, change.id);
  if (change.op === "remove") known?.remove();
  else if (change.op === "add" && !known) {
    const { source, target, label } = change.values;
    const place = rowIn(root, source)?.querySelector("[data-leads]");
    const row = place && blank(root, change, "label");
    if (!row) return;
    Object.assign(row.dataset, { source, target });
    put(row, label ?? "");
    place.append(row);
  } else if (change.op === "set") show(root, change);
}

export function showOnMap(root, change) {
  if (change.op === "all") {
    for (const part of change.parts) showOnMap(root, part);
    return;
  }
  if (change.row === "edge") showLine(root, change);
  else show(root, change);
  if (change.row === "node") {
    const row = rowIn(root, change.id);
    if (change.op === "remove") for (const line of linesInto(root, change.id)) line.remove();
    else if (row) {
      const { text: _, ...values } = change.values ?? {};
      row.dataset.values = JSON.stringify({ ...valuesOf(row), ...values });
      if (Object.keys(values).length) row.querySelector("[data-facts]").textContent = facts(root, row);
    }
  } else if (change.row === "lane" && change.op === "remove") {
    for (const row of rowsOf(root.querySelector('[data-list="node"]'))) {
      if (valuesOf(row).lane === change.id) showOnMap(root, { op: "remove", row: "node", id: row.dataset.id });
    }
  }
  tidy(root);
}

// The numbers of the steps, and the words of those that lines lead to.
function tidy(root) {
  for (const [place, row] of rowsOf(root.querySelector('[data-list="node"]')).entries()) {
    row.querySelector("[data-number]").textContent = place + 1;
  }
  for (const line of edges(root)) line.querySelector("[data-to]").textContent = rowIn(root, line.dataset.target)?.dataset.text ?? "";
}
