// Shows the words of a point of a chart beside the pointer. The table beside the chart says the same to everyone.
"use strict";

const hover = document.createElement("div");
hover.className = "hover";
hover.setAttribute("aria-hidden", "true");
document.body.append(hover);

document.addEventListener("pointermove", (event) => {
  const mark = event.target.closest(".chart [aria-label]");
  const words = mark && mark.closest('[role="graphics-symbol"]') ? mark.getAttribute("aria-label") : "";
  hover.textContent = words.includes(": ") ? words : "";
  hover.style.left = `${Math.min(event.clientX + 14, window.innerWidth - hover.offsetWidth - 8)}px`;
  hover.style.top = `${event.clientY + 14}px`;
});
