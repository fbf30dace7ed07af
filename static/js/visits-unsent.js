// On the list of what a phone keeps: logs that are begun, that wait for a signal, or that the portal did not take.
import { clockOf, drop, kept, send } from "./visits.js";

const part = document.querySelector("[data-visits-unsent]");
const rows = part.querySelector("ul");
const row = part.querySelector("template");
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long" });

const GO_ON = "Go on";
const LOOK = "Look at it";
const STATES = {
  draft: ["Begun, and not finished.", GO_ON],
  ready: ["Finished. It is sent by itself when there is a signal.", LOOK],
  form: ["It was not sent. Go on, and save it again.", GO_ON],
  refused: ["There is something to put right before it can be saved.", LOOK],
  stale: ["It was changed elsewhere while it waited here. Nothing is lost.", LOOK],
  shut: ["", ""],
};
const SHUT = "You do not coach this team any more.";
const shutWords = ({ words }) => `The portal did not take it. ${words ?? SHUT} It stays here until you throw it away.`;
// What can be read again of a log whose page is shut; a private note is sealed and opens nowhere.
const TYPED = {
  day: "Day",
  time: "Time",
  met: "Whom you met",
  people: "Somebody else",
  progress: "What moved on",
  barriers: "What got in the way",
  step0: "Next step",
  step1: "Next step 2",
  step2: "Next step 3",
  step3: "Next step 4",
  step4: "Next step 5",
};

function showTyped(place, values) {
  place.hidden = false;
  const list = place.querySelector("dl");
  for (const [name, words] of Object.entries(TYPED)) {
    const typed = values.filter(([key, value]) => key === name && value.trim()).map(([, value]) => value);
    if (!typed.length) continue;
    const key = document.createElement("dt");
    const value = document.createElement("dd");
    key.textContent = words;
    value.textContent = typed.join(", ");
    list.append(key, value);
  }
}

function one([visit, entry]) {
  const state = STATES[entry.state] ? entry.state : "draft";
  const [words, link] = STATES[state];
  const item = row.content.cloneNode(true);
  const find = (name) => item.querySelector(`[data-${name}]`);
  const when = `${weekday.format(new Date(entry.at))}, ${clockOf(entry.at)}`;
  find("title").textContent = entry.label;
  find("words").textContent = `${when}. ${words || shutWords(entry)}`;
  const described = document.createElement("span");
  described.className = "nhsuk-u-visually-hidden";
  described.textContent = `: ${entry.label}, ${when}`;
  const open = find("open");
  if (link) {
    open.href = entry.page;
    open.append(link, described);
  } else {
    open.remove();
    showTyped(find("typed"), entry.values);
    const acts = { "send-again": () => send(visit), "throw-away": () => drop(visit) }; // the team may be theirs again
    for (const [name, act] of Object.entries(acts)) {
      const button = find(name);
      button.hidden = false;
      button.append(described.cloneNode(true));
      button.addEventListener("click", async () => {
        await act();
        show();
        document.querySelector("h1").focus();
      });
    }
  }
  return item;
}

function show() {
  const unsent = kept();
  part.hidden = !unsent.length;
  rows.replaceChildren(...unsent.map(one));
}

document.querySelector("h1").tabIndex = -1;
document.addEventListener("visit:told", show);
show();
