// Makes quick what already works without it: keys, evidence, uploads, live parts. No page needs this file.
(() => {
  "use strict";
  const root = document.documentElement;
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  root.classList.add("js");

  // Keys. They rest while somebody types, and can be switched off (WCAG 2.1.4).
  const dialog = find("#keys");
  const keysOn = find("#keys-on");
  const remembered = (value) => {
    try {
      if (value === undefined) return localStorage.getItem("keys") !== "off";
      localStorage.setItem("keys", value ? "on" : "off");
    } catch { /* no storage: keys stay as they are for this page */ }
    return true;
  };
  keysOn.checked = remembered();
  keysOn.addEventListener("change", () => remembered(keysOn.checked));
  for (const button of all("[data-open-keys]")) button.addEventListener("click", () => dialog.showModal());
  find("[data-close-keys]").addEventListener("click", () => dialog.close());

  const current = () => find("[data-rows] > .is-current");
  const move = (step) => {
    const rows = all("[data-rows] > li");
    if (!rows.length) return;
    const at = rows.indexOf(current());
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (at >= 0) rows[at].classList.remove("is-current");
    next.classList.add("is-current");
    find("h3 a, a", next)?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const actions = {
    "/": () => {
      const field = find("[data-search]");
      if (field) { field.focus(); field.select(); } else location.assign("/jobs");
    },
    "j": () => move(1),
    "k": () => move(-1),
    "o": () => { const row = current(); if (row) find("h3 a, a", row)?.click(); },
    "?": () => dialog.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const action = actions[event.key];
    if (!action || (!keysOn.checked && event.key !== "?")) return;
    event.preventDefault();
    action();
  });

  // Evidence: pointing at one part of a match lights the same number everywhere.
  const light = (target) => {
    const match = find("[data-match]");
    if (!match) return;
    const number = target?.closest?.("[data-evidence]")?.dataset.evidence;
    for (const part of all("[data-evidence]", match)) {
      part.classList.toggle("is-lit", number !== undefined && part.dataset.evidence === number);
    }
  };
  for (const event of ["pointerover", "focusin"]) document.addEventListener(event, (e) => light(e.target));
  document.addEventListener("click", (event) => {
    const part = event.target.closest(".contribution-bar [data-evidence]");
    if (part) find(`.sheet [data-evidence="${part.dataset.evidence}"]`)?.scrollIntoView({ block: "center" });
  });

  // Uploads: drop a file anywhere on the form.
  for (const form of all("[data-upload]")) {
    const input = find("input[type=file]", form);
    const over = (on) => form.classList.toggle("upload-over", on);
    form.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
    form.addEventListener("dragleave", () => over(false));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }
  // A folder is chosen whole; without scripts it goes as an archive.
  for (const input of all("[data-folder]")) input.webkitdirectory = true;
  // A second press of a button that is already at work does nothing.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => { for (const form of all("form[data-sent]")) delete form.dataset.sent; });

  // Live parts: say aloud only what changed in words, and come back after a lost connection.
  const announce = find("#announce");
  let said = "";
  document.addEventListener("htmx:afterSettle", (event) => {
    const words = find("[data-announce]", event.target)?.textContent.trim().replace(/\s+/g, " ");
    if (words && words !== said) announce.textContent = said = words;
  });
  // A list that refreshes itself rests while nobody sees it, and while somebody is at work in it.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const part = event.target;
    if (!part.matches?.("[data-rests]")) return;
    const at = document.activeElement;
    const busy = find("[name=id]:checked", part) || (part.contains(at) && at.matches("a, button, input"));
    if (!document.hidden && !busy) return;
    event.preventDefault();
    setTimeout(() => { if (part.isConnected) htmx.trigger(part, "retry"); }, 1000);
  });
  let opened = false;
  document.addEventListener("htmx:beforeSwap", (event) => { opened = Boolean(find("details[open]", event.target)); });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (opened) find("details", event.target)?.setAttribute("open", "");
  });
  const notice = find("#lost");
  let lost = 0;
  const retry = (event) => {
    const part = event.target;
    if (!part.matches?.("[data-live]")) return;
    const status = event.detail.xhr?.status ?? 0;
    if (status === 401) { location.reload(); return; }
    if (status === 403 || status === 404) return;
    lost += 1;
    notice.hidden = false;
    setTimeout(() => { if (part.isConnected) htmx.trigger(part, "retry"); }, Math.min(1000 * 2 ** lost, 15000));
  };
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, retry);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    lost = 0;
    notice.hidden = true;
  });
})();
