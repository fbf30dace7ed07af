// The project switcher is a plain <details>: it closes on Escape and on a click elsewhere.
export function closeSwitcherOutside() {
  const switcher = document.querySelector(".app-switcher");
  if (!switcher) return;
  document.addEventListener("click", (event) => {
    if (!switcher.contains(event.target)) switcher.open = false;
  });
  switcher.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !switcher.open) return;
    switcher.open = false;
    switcher.querySelector("summary").focus();
  });
}
