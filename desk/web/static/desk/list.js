// Keyboard of the risk list: j/k next and previous row, o or Enter opens, x selects, / goes to the search, ? tells.
"use strict";
(() => {
  const rows = [...document.querySelectorAll("table.leads tbody tr")];
  const counter = document.querySelector(".chosen-count");
  let here = -1;

  const go = (n) => {
    if (!rows.length) return;
    rows[here]?.classList.remove("here");
    here = Math.min(Math.max(n, 0), rows.length - 1);
    rows[here].classList.add("here");
    rows[here].querySelector("a.open")?.focus({ preventScroll: true });
    rows[here].scrollIntoView({ block: "nearest" });
  };

  const count = () => {
    if (!counter) return;
    const n = document.querySelectorAll(".pick input:checked").length;
    counter.textContent = n ? `✓ ${n}` : "";
  };

  const keys = {
    j: () => go(here + 1),
    k: () => go(here - 1),
    o: () => rows[here]?.querySelector("a.open")?.click(),
    Enter: () => rows[here]?.querySelector("a.open")?.click(),
    x: () => {
      const box = rows[here]?.querySelector(".pick input");
      if (box) { box.checked = !box.checked; count(); }
    },
    "/": () => document.getElementById("id_text")?.focus(),
    "?": () => {
      const told = document.querySelector("details.keys");
      if (told) { told.open = !told.open; told.scrollIntoView({ block: "nearest" }); }
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    // Enter on a link, a button or a summary does what it says there
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const action = keys[event.key];
    if (action) { event.preventDefault(); action(); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches(".pick input")) count();
  });
  count();
})();
