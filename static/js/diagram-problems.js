// Changes that the portal did not take: what was typed stays on the page until the person says what becomes of it.

import { WORDS, saying } from "./diagram-fields.js";

const partsOf = (does) => (does?.op === "all" ? does.parts : does ? [does] : []);
const typedIn = (does) => {
  const words = partsOf(does).flatMap(({ values }) => WORDS.map((name) => values?.[name]));
  return words.find(Boolean) ?? null;
};

// The part of a change whose fields somebody else changed, and both as words.
function clashing(board, { does, current }) {
  const names = Object.keys(current ?? {});
  const part = partsOf(does).find(({ was }) => names.some((name) => was && name in was)) ?? does;
  const words = (values) => names.map((name) => saying(board.root, part.row, name, values?.[name])).join(", ");
  return { part, theirs: words(current), mine: words(part.values) };
}

function button(words, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "app-link-button", textContent: words });
  made.addEventListener("click", act);
  return made;
}

function line(words, value) {
  const made = document.createElement("p");
  made.textContent = words;
  if (value === undefined) return made;
  const quoted = document.createElement("strong");
  quoted.dir = "auto";
  quoted.textContent = value;
  made.append(" ", quoted);
  return made;
}

function panel(board, entry) {
  const { queue } = board;
  const made = document.createElement("div");
  made.className = "nhsuk-inset-text app-board__problem";
  made.dataset.problem = entry.id;
  const acts = document.createElement("p");
  acts.className = "app-inline";
  const settle = (act) => () => {
    act();
    board.changed();
    board.look();
  };
  const away = settle(() => queue.drop(entry.id));
  if (entry.state === "clash") {
    const { part, theirs, mine: own } = clashing(board, entry);
    const seen = { ...part, was: { ...part.was, ...entry.current } };
    const does = entry.does.op === "all" ? { ...entry.does, parts: entry.does.parts.map((one) => (one === part ? seen : one)) } : seen;
    const mine = () => queue.again(entry.id, does);
    made.append(line("Somebody changed this meanwhile. It says now:", theirs));
    made.append(line("You typed:", own));
    acts.append(button("Use mine", settle(mine)), button("Keep theirs", away));
  } else if (entry.state === "lost") {
    made.append(line(entry.was ? `Somebody removed '${entry.was}' meanwhile. You typed:` : "The place for this is gone. You typed:", entry.text));
    const again = () => {
      const place = board.kind.beside(board, null);
      if (!place) return;
      queue.drop(entry.id);
      board.addRow(place, null, entry.text, "outline");
    };
    acts.append(button("Add it again", settle(again)), button("Throw it away", away));
  } else {
    made.append(line(entry.words));
    const typed = typedIn(entry.does);
    if (typed) made.append(line("You typed:", typed));
    acts.append(button("Try again", settle(() => queue.again(entry.id, entry.does))), button("Throw it away", away));
  }
  made.append(acts);
  return made;
}

export function showProblems(board) {
  const place = board.root.querySelector("[data-problems]");
  const entries = board.queue.entries.filter((entry) => entry.state);
  const shown = [...place.children].map((one) => one.dataset.problem).join();
  if (shown === entries.map((entry) => entry.id).join()) return;
  const had = place.contains(document.activeElement);
  place.replaceChildren(...entries.map((entry) => panel(board, entry)));
  if (had) (place.querySelector("button") ?? board.root.querySelector("[data-words]"))?.focus();
}

