// Keys of the agent's page and the script player: move, open, copy, choose. All of it works with the mouse as well.
"use strict";

(() => {
  const search = document.getElementById("q");
  const told = document.getElementById("told");
  const cards = () => [...document.querySelectorAll(".card")];

  function tell(ok) {
    told.textContent = "";
    told.textContent = ok ? told.dataset.copied : told.dataset.failed;
  }

  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
      tell(true);
      button?.classList.add("done");
    } catch {
      tell(false);
    }
  }

  function open(card) {
    card.querySelector(".body").hidden = false;
    if (!card.dataset.opened) note(card, "open");
    card.dataset.opened = "yes";
  }

  function show(card, form) {
    open(card);
    card.querySelectorAll("[data-form]").forEach((part) => (part.hidden = part.dataset.form !== form));
    card.querySelectorAll("[data-show]").forEach((tab) => tab.setAttribute("aria-pressed", tab.dataset.show === form));
  }

  function note(card, kind) {
    const address = `/api/v1/answers/${encodeURIComponent(card.dataset.card)}/uses`;
    const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") };
    fetch(address, { method: "POST", headers, body: JSON.stringify({ kind }), keepalive: true });
  }

  function copyCard(card) {
    const button = card.querySelector("[data-copy]");
    if (!button) {
      told.textContent = card.querySelector("[data-uncopied]").textContent;
      return;
    }
    open(card);
    copy(card.querySelector("[data-form]:not([hidden])").textContent, button);
    note(card, "copy");
  }

  function insert(button) {
    const draft = document.getElementById("draft");
    const passage = button.parentElement.querySelector("[data-passage]").textContent;
    draft.value = `${draft.value.trimEnd()}\n\n${passage}`;
    draft.dispatchEvent(new Event("input", { bubbles: true }));
    draft.focus();
  }

  // Once she has stopped typing, pressed Enter or left, the search counts as one; its words are not kept.
  let typed;
  let counted = search?.value.trim();

  function count() {
    clearTimeout(typed);
    const words = search.value.trim();
    if (words.length < 2 || words === counted) return;
    counted = words;
    const asked = new URLSearchParams({ q: words, limit: 1, language: document.documentElement.lang });
    fetch(`/api/v1/answers?${asked}`, { keepalive: true });
  }

  function arrive() {
    const followed = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    if (!followed || !new URLSearchParams(location.search).has("q")) return;
    counted = "";
    count();
  }

  if (search) {
    arrive();
    search.addEventListener("input", () => {
      clearTimeout(typed);
      typed = setTimeout(count, 2000);
    });
    search.form.addEventListener("submit", (event) => {
      event.preventDefault(); // the cards come without a new page
      count();
    });
    window.addEventListener("pagehide", count);
  }

  document.addEventListener("click", (event) => {
    const card = event.target.closest(".card");
    const button = event.target.closest("button");
    if (button?.matches("[data-insert]")) insert(button);
    else if (button?.matches("[data-copy-note]")) copy(document.getElementById("note").value, button);
    else if (card && button?.matches("[data-show]")) show(card, button.dataset.show);
    else if (card && button?.matches("[data-copy]")) copyCard(card);
    else if (card && event.target.closest("header")) open(card);
  });

  function step(by) {
    const all = cards();
    const at = all.indexOf(document.activeElement.closest(".card"));
    if (at + by < 0) search.focus();
    else all[Math.min(at + by, all.length - 1)]?.focus();
  }

  function cardKey(card, key) {
    if (key === "enter") open(card);
    else if (key === "c") copyCard(card);
    else if (key === "t") show(card, "phone");
    else if (key === "e") show(card, "email");
    else if (key === "s") card.querySelector("[data-script]")?.click();
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const inSearch = event.target === search;
    if (search && (key === "arrowdown" || key === "arrowup") && (inSearch || event.target.closest(".card"))) {
      step(key === "arrowdown" ? 1 : -1);
      event.preventDefault();
      return;
    }
    if (event.target.closest("textarea:not([readonly]), input, select")) return;
    if (search && (key === "/" || key === "escape")) {
      search.focus();
      search.select();
      event.preventDefault();
      return;
    }
    const card = event.target.closest(".card");
    if (card && event.target === card && cardKey(card, key)) {
      event.preventDefault();
      return;
    }
    const choice = document.querySelector(`#player [data-key="${CSS.escape(event.key.length === 1 ? key : event.key)}"]`);
    if (choice) {
      choice.click();
      event.preventDefault();
    }
  });
})();
