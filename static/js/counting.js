// Counting on a phone: each tap is noted at once on the device and sent by itself. Without this file each is a form.
import { Outbox, makeId, tapOnce } from "./taps.js";

function start(form) {
  const boxes = [...form.querySelectorAll("[data-count-line]")];
  const total = form.querySelector("[data-count-total]");
  const note = form.querySelector("[data-phone-note]");
  const waiting = form.querySelector("[data-phone-waiting]");
  const said = form.querySelector("[data-phone-said]");
  const undo = form.querySelector("[data-count-undo]");
  let today = boxes.map((box) => Number(box.dataset.count));
  const mine = []; // what was tapped on this page, to take back

  const outbox = new Outbox({
    key: `counting:${document.body.dataset.user ?? ""}:${form.dataset.counting}`,
    url: form.dataset.sendUrl,
    token: form.elements.namedItem("csrfmiddlewaretoken").value,
    told: (answer) => (today = answer.today),
    say: (words) => {
      if (note.textContent !== words) note.textContent = words;
    },
    changed: show,
  });

  function show() {
    const sums = [...today];
    for (const act of outbox.acts) sums[act.line] += act.do === "count" ? 1 : -1;
    boxes.forEach((box, line) => (box.querySelector("[data-count-shown]").textContent = Math.max(0, sums[line])));
    total.textContent = sums.reduce((sum, count) => sum + Math.max(0, count), 0);
    waiting.textContent = outbox.acts.length ? `${outbox.acts.length} not sent yet: kept on this phone` : "";
    undo.disabled = !mine.length;
  }

  for (const [line, box] of boxes.entries()) {
    box.addEventListener("click", (event) => {
      event.preventDefault();
      const act = { do: "count", id: makeId(), line, at: new Date().toISOString() };
      mine.push(act);
      outbox.add(act);
      said.textContent = `${box.dataset.countLine}: ${box.querySelector("[data-count-shown]").textContent}`;
    });
  }
  undo.hidden = false;
  undo.addEventListener("click", (event) => {
    event.preventDefault();
    const act = mine.pop();
    if (!act) return;
    if (!outbox.drop(act.id)) outbox.add({ ...act, do: "undo", id: makeId(), of: act.id });
    said.textContent = `Taken back: ${boxes[act.line].dataset.countLine}`;
    show();
    if (undo.disabled) boxes[act.line].focus(); // what cannot be pressed any more drops the focus
  });
  tapOnce(form);
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  show();
  outbox.send();
}

for (const form of document.querySelectorAll("form[data-counting]")) start(form);
