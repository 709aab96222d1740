// J and K go to the next and the last of what a page lists, as in the review desk. What the server refuses is told.
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

// A form is sent once, however often its button is clicked; a download leaves the page, and its form, as they are.
(() => {
  const again = 5000; // ms

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, again);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
})();

(() => {
  const failed = () => document.getElementById("failed");
  let lapsed = false; // the session, or the token of its forms

  function told({ status, responseText }) {
    if (status === 401) return failed().dataset.signedOut;
    try {
      return JSON.parse(responseText).error.message;
    } catch {
      return failed().dataset.unreached;
    }
  }

  function fail({ detail }) {
    const [said, login] = failed().children;
    said.textContent = told(detail.xhr);
    login.hidden = detail.xhr.status !== 401;
    failed().hidden = false;
    detail.target.dataset.stale = ""; // not a class: htmx gives it to what replaces the target
    lapsed = [401, 403].includes(detail.xhr.status);
    renew();
  }

  // Whoever signed in elsewhere goes on here: what is sent next carries the token of the new session.
  async function renew() {
    if (!lapsed) return;
    const answer = await fetch("/account");
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.body.setAttribute("hx-headers", page.body.getAttribute("hx-headers"));
    lapsed = false;
  }

  document.addEventListener("htmx:responseError", fail);
  document.addEventListener("htmx:sendError", fail);
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.successful) return;
    delete detail.target.dataset.stale;
    failed().hidden = !document.querySelector("[data-stale]");
  });
  window.addEventListener("focus", renew);
})();
