// Stamping visits on a phone: the moment of the tap counts, not that of sending. Without this file each is a form.
import { Outbox, makeId, tapOnce } from "./taps.js";

function start(form) {
  const user = document.body.dataset.user ?? "";
  const key = `timing:${user}:${form.dataset.timing}`;
  const zone = form.dataset.zone;
  const buttons = [...form.querySelectorAll("[data-point]")];
  const title = form.querySelector("[data-visit-name]");
  const others = form.querySelector("[data-visits]");
  const note = form.querySelector("[data-phone-note]");
  const waiting = form.querySelector("[data-phone-waiting]");
  const said = form.querySelector("[data-phone-said]");
  const undo = form.querySelector("[data-visit-undo]");
  const clockOf = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });

  let known = JSON.parse(form.dataset.told); // visits of today, as the portal has them
  let current = remembered() ?? form.dataset.current ?? "";

  function remembered() {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  }

  // Ids of what was stamped here. A page without an account is told no others, and takes back no others.
  const mine = new Map(Object.entries(kept()));

  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(`${key}:mine`) ?? "{}") ?? {};
    } catch {
      return {};
    }
  }

  function noteMine(visit, point, id) {
    mine.set(`${visit}:${point}`, id);
    try {
      sessionStorage.setItem(`${key}:mine`, JSON.stringify(Object.fromEntries(mine)));
    } catch {
      // the page itself still knows
    }
  }

  const idOf = (visit, stamp) => stamp.id || mine.get(`${visit.id}:${stamp.point}`) || "";

  function choose(visit) {
    current = visit;
    try {
      sessionStorage.setItem(key, visit);
    } catch {
      // the page itself still knows
    }
    show();
  }

  const outbox = new Outbox({
    key,
    url: form.dataset.sendUrl,
    token: form.elements.namedItem("csrfmiddlewaretoken").value,
    told: (answer) => (known = answer.visits),
    say: (words) => {
      if (note.textContent !== words) note.textContent = words;
    },
    changed: show,
  });

  // The visits with what waits to be sent.
  function visits() {
    const found = new Map(known.map((visit) => [visit.id, { ...visit, stamps: [...visit.stamps] }]));
    for (const act of outbox.acts) {
      if (act.do === "stamp") {
        if (!found.has(act.visit)) found.set(act.visit, { id: act.visit, number: null, stamps: [] });
        const stamps = found.get(act.visit).stamps;
        if (!stamps.some((stamp) => stamp.point === act.point)) stamps.push(act);
      } else {
        for (const visit of found.values()) visit.stamps = visit.stamps.filter((stamp) => idOf(visit, stamp) !== act.id);
      }
    }
    return [...found.values()].filter((visit) => visit.stamps.length);
  }

  const ownOf = (visit) => (visit?.stamps ?? []).filter((stamp) => idOf(visit, stamp));
  const nameOf = (visit) => (visit?.number ? `Visit ${visit.number}` : visit ? "This visit" : "Next visit");

  function show() {
    const all = visits();
    const visit = all.find((one) => one.id === current);
    const stamps = new Map((visit?.stamps ?? []).map((stamp) => [stamp.point, stamp]));
    const next = buttons.findIndex((_, point) => !stamps.has(point));
    title.textContent = nameOf(visit);
    buttons.forEach((button, point) => {
      const stamp = stamps.get(point);
      button.disabled = Boolean(stamp) || "shut" in form.dataset;
      button.classList.toggle("app-stamp--next", point === next);
      button.classList.toggle("app-stamp--done", Boolean(stamp));
      button.querySelector("[data-point-time]").textContent = stamp ? clockOf(stamp.at) : "";
    });
    undo.disabled = !ownOf(visit).length;
    waiting.textContent = outbox.acts.length ? `${outbox.acts.length} not sent yet: kept on this phone` : "";
    const open = all.filter((one) => one.id !== current && one.stamps.length < buttons.length);
    others.replaceChildren(
      ...open.map((one) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        Object.assign(button, { type: "button", className: "app-link-button" });
        const first = one.stamps.reduce((a, b) => (a.at < b.at ? a : b));
        button.textContent = `${nameOf(one)}, since ${clockOf(first.at)}`;
        button.addEventListener("click", () => choose(one.id));
        item.append(button);
        return item;
      }),
    );
    form.querySelector("[data-visits-part]").hidden = !open.length;
  }

  for (const [point, button] of buttons.entries()) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      if (!visits().some((one) => one.id === current)) choose(makeId());
      const at = new Date().toISOString();
      const id = makeId();
      noteMine(current, point, id);
      outbox.add({ do: "stamp", id, visit: current, point, at });
      said.textContent = `${button.dataset.point}, ${clockOf(at)}`;
      const next = buttons.find((one) => !one.disabled);
      (next ?? form.querySelector("[data-visit-next]")).focus();
    });
  }
  undo.hidden = false;
  undo.addEventListener("click", (event) => {
    event.preventDefault();
    const visit = visits().find((one) => one.id === current);
    const own = ownOf(visit);
    if (!own.length) return;
    const last = own.reduce((a, b) => (a.at > b.at ? a : b));
    const id = idOf(visit, last);
    if (!outbox.drop(id)) outbox.add({ do: "undo", id });
    said.textContent = `Taken back: ${buttons[last.point].dataset.point}`;
    if (undo.disabled) buttons[last.point].focus(); // what cannot be pressed any more drops the focus
  });
  form.querySelector("[data-visit-next]").addEventListener("click", (event) => {
    event.preventDefault();
    choose("");
    buttons[0].focus();
  });
  tapOnce(form);
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  show();
  outbox.send();
}

for (const form of document.querySelectorAll("form[data-timing]")) start(form);
