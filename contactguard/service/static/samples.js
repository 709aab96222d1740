// Reading a sample by keyboard: N nothing, B breach, a number the duty with the words marked, Enter saves, Z takes back.
"use strict";

const OFF = "review-keys-off";
let busy = false; // a key pressed while the next contact is on its way must not decide it unseen

const desk = () => document.getElementById("desk");
const form = () => document.querySelector("[data-verdict]");
const choice = (key) => form()?.querySelector(`[name=verdict][data-key="${key}"]`);

function marked() {
  const chosen = window.getSelection();
  const words = chosen && !chosen.isCollapsed ? chosen.toString().trim() : "";
  return words && document.querySelector(".words")?.contains(chosen.anchorNode) ? words : "";
}

// Marking words says that there is a breach; without them the number only ticks the duty.
function duty(key) {
  const box = form()?.querySelector(`[type=checkbox][data-key="${key}"]`);
  if (!box) return;
  const words = marked();
  const field = box.closest("div").querySelector("input:not([type=checkbox])");
  choice("b").checked = true;
  box.checked = words ? true : !box.checked;
  if (words && field) field.value = words;
  if (box.checked && field && !field.value) field.focus();
  else box.focus();
}

function press(key) {
  const radio = choice(key);
  if (radio) {
    radio.checked = true;
    radio.focus();
  } else if (/^\d$/.test(key)) duty(key);
  else if (key === "z") document.querySelector("[data-undo]")?.requestSubmit();
  else if (key === "?") document.querySelector(".keys summary")?.click();
}

document.addEventListener("keydown", (event) => {
  if (!desk() || busy || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (event.target.matches("input:not([type=radio], [type=checkbox])")) {
    if (key === "escape") event.target.blur();
    return;
  }
  if (localStorage.getItem(OFF)) return;
  if (key === "enter") {
    if (!form() || event.target.closest("a, button, summary")) return;
    event.preventDefault();
    if (form().querySelector("[name=verdict]:checked")) form().requestSubmit();
  } else if (/^[nbz?1-9]$/.test(key)) {
    event.preventDefault();
    press(key);
  }
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-on]")) return;
  if (event.target.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});

function opened() {
  const keys = document.querySelector("[data-keys-on]");
  if (keys) keys.checked = !localStorage.getItem(OFF);
}

document.addEventListener("htmx:beforeRequest", () => { busy = true; });
for (const end of ["htmx:afterSettle", "htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(end, () => { busy = false; });
}

document.addEventListener("htmx:afterSettle", () => {
  if (!desk()) return;
  window.scrollTo(0, 0);
  desk().querySelector("h1").focus({ preventScroll: true });
  opened();
});
opened();
