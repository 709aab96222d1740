// The review desk by keyboard: B, N, U the verdict, a number its reason, Enter saves; J and K walk, Z takes back.
"use strict";

const OFF = "review-keys-off";
let busy = false; // a key pressed while the next finding is on its way must not decide it unseen

const desk = () => document.getElementById("desk");
const form = () => document.querySelector("[data-verdict]");
const chosen = () => form()?.querySelector("[name=verdict]:checked");
const shownReasons = () => [...(chosen() ? form().querySelectorAll(`.for-${chosen().value.replace(" ", "-")} input`) : [])];
const note = () => form()?.elements.note;

function choose(verdict) {
  for (const reason of form().querySelectorAll("[name=reason]")) reason.checked = false;
  verdict.checked = true;
  verdict.focus({ preventScroll: true }); // the bar is in sight wherever the page is
  if (verdict.value === "breach") shownReasons()[0].checked = true;
  ask();
}

// A breach, and a reason that no list has, are told in words.
function ask() {
  const reason = form().querySelector("[name=reason]:checked");
  note().required = Boolean(reason && "words" in reason.dataset);
  for (const one of form().querySelectorAll("[name=reason]")) one.required = shownReasons().includes(one);
}

function reasonNumber(key) {
  const reason = shownReasons()[(Number(key) + 9) % 10];
  if (!reason) return;
  reason.checked = true;
  reason.focus({ preventScroll: true });
  ask();
  if (note().required) note().focus({ preventScroll: true });
}

function press(key) {
  const radio = form()?.querySelector(`[name=verdict][data-key="${key}"]`);
  if (radio) return choose(radio);
  if (/^\d$/.test(key)) return form() && reasonNumber(key);
  if (key === "a") return form()?.elements.alone?.click();
  if (key === "z") return document.querySelector("[data-undo]")?.requestSubmit();
  if (key === "?") return document.querySelector(".keys summary")?.click();
  document.querySelector(`a[data-key="${key}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (!desk() || busy || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (event.target === note()) {
    if (key === "escape") note().blur();
    return;
  }
  if (localStorage.getItem(OFF) || event.target.closest("textarea, input:not([type=radio], [type=checkbox])")) return;
  if (key === "enter") {
    if (!form() || event.target.closest("a, button, summary")) return;
    event.preventDefault();
    if (chosen()) form().requestSubmit();
  } else if (/^[bnuijkza?\d]$/.test(key)) {
    event.preventDefault();
    press(key);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-on]")) {
    if (event.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } else if (event.target.name === "verdict") choose(event.target);
  else if (event.target.name === "reason") ask();
});

function opened() {
  const keys = document.querySelector("[data-keys-on]");
  if (keys) keys.checked = !localStorage.getItem(OFF);
  document.querySelector("#desk mark")?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:beforeRequest", () => { busy = true; });
// Not already after the swap: until it settles htmx does not know the new form, whose key would leave the page.
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
