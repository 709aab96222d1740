// J and K go to the next and the last of what a page lists, as in the review desk. Nothing else needs a script.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !"jk".includes(event.key.toLowerCase())) return;
  const steps = [...document.querySelectorAll("[data-step]")];
  if (!steps.length) return;
  const at = steps.indexOf(document.activeElement);
  const next = event.key.toLowerCase() === "j" ? at + 1 : Math.max(at - 1, 0);
  const step = steps[Math.min(next, steps.length - 1)];
  step.focus();
  step.scrollIntoView({ block: "nearest" });
});
