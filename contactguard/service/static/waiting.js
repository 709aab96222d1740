// Ticks every wording that nothing stands in the way of, and takes the ticks away again.
"use strict";

(() => {
  const button = document.querySelector("[data-tick-all]");
  const boxes = [...document.querySelectorAll("input[name='chosen']:not(:disabled)")];
  if (!button || !boxes.length) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  });
})();
