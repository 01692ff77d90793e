/* The graph picture: the elements come from the server with their places; whoever stands does not move. */
"use strict";
(() => {
  const root = document.getElementById("graph");
  const words = root.dataset;
  const byId = (id) => document.getElementById(id);
  const DAY = 86400000;
  const params = new URLSearchParams(location.search);
  let data = JSON.parse(byId("graph-elements").textContent);
  let chosen = null;

  const SHAPES = { official: "round-rectangle", relative: "ellipse", person: "ellipse", company: "rectangle", unit: "hexagon", award: "diamond", act: "triangle" };
  const FILLS = { official: "#1f4b57", relative: "#fff", person: "#fff", company: "#cfe3e8", unit: "#e9e4d4", award: "#f3f0e6", act: "#f3f0e6" };
  const LINES = { official: "#1f4b57", relative: "#1f4b57", person: "#56636a", company: "#1f4b57", unit: "#6b5d2e", award: "#6b5d2e", act: "#6b5d2e" };
  const FONT = '"Noto Sans CJK SC", "Noto Sans SC", sans-serif';

  const nodeOf = (n) => ({ group: "nodes", data: { ...n, label: n.more ? `${n.name}\n+${n.more}` : n.name, shape: SHAPES[n.kind], fill: FILLS[n.kind], line: LINES[n.kind], dash: n.kind === "relative" ? "dashed" : "solid" }, position: { x: n.x, y: n.y }, classes: n.start ? "start" : "" });
  const edgeOf = (e) => ({ group: "edges", data: { ...e, source: e.start, target: e.stop, row: e.source, colour: e.kind === "INFERRED" ? "#9a3412" : "#6b7a80" }, classes: [e.inferred ? "inferred" : "", e.on_path ? "on-path" : ""].join(" ") });

  byId("graph-still").hidden = true;
  byId("graph-canvas").hidden = false;
  document.querySelectorAll(".graph-time, .graph-tools, #graph-png").forEach((e) => { e.hidden = false; });

  const cy = cytoscape({
    container: byId("graph-canvas"),
    elements: [...data.nodes.map(nodeOf), ...data.edges.map(edgeOf)],
    layout: { name: "preset" },
    autoungrabify: true, boxSelectionEnabled: false, selectionType: "single",
    minZoom: 0.05, maxZoom: 3,
    // a picture of many elements is moved as an image and drawn again when it stands
    textureOnViewport: data.nodes.length + data.edges.length > 400,
    hideEdgesOnViewport: false, pixelRatio: Math.min(window.devicePixelRatio || 1, 2),
    style: [
      { selector: "node", style: { shape: "data(shape)", width: 34, height: 34, "background-color": "data(fill)", "border-color": "data(line)", "border-width": 1.4, "border-style": "data(dash)", label: "data(label)", "font-family": FONT, "font-size": 12, color: "#1c2326", "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "wrap", "text-max-width": 112, "text-overflow-wrap": "anywhere", "min-zoomed-font-size": 6, "text-background-color": "#fff", "text-background-opacity": 0.75 } },
      { selector: "node.start", style: { "border-width": 4 } },
      { selector: "edge", style: { "curve-style": "bezier", "control-point-step-size": 36, width: 1.3, "line-color": "data(colour)", "target-arrow-color": "data(colour)", "target-arrow-shape": "triangle", "arrow-scale": 0.8, label: "data(label)", "font-family": FONT, "font-size": 10, color: "#3d474c", "min-zoomed-font-size": 7, "text-background-color": "#fff", "text-background-opacity": 0.85, "text-background-padding": 1 } },
      { selector: "edge.inferred", style: { "line-style": "dashed", "line-dash-pattern": [2, 4], width: 1.8 } },
      { selector: "edge.possible", style: { "line-style": "dashed", "line-dash-pattern": [8, 5] } },
      { selector: "edge.on-path", style: { width: 3 } },
      { selector: "edge.gone", style: { display: "none" } },
      { selector: "node.alone", style: { opacity: 0.3 } },
      { selector: ":selected", style: { "border-color": "#9a3412", "border-width": 4, "line-color": "#9a3412", "target-arrow-color": "#9a3412", width: (e) => (e.isNode() ? 34 : 3) } },
    ],
  });
  const fit = () => { cy.fit(undefined, 40); if (cy.zoom() > 1.2) { cy.zoom(1.2); cy.center(); } };
  fit();

  /* A day of the slider: three answers, as on the server (ingest.dates.overlap). */
  const slider = byId("graph-day"), byDay = byId("graph-by-day"), dayText = byId("graph-day-text");
  const onDay = ([fromLo, fromHi, toLo, toHi], day) => fromHi <= day && day < toLo ? "certain" : fromLo <= day && day < toHi ? "possible" : "impossible";
  const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  const rows = () => new Map([...document.querySelectorAll("[data-edge]")].map((row) => [row.dataset.edge, row]));

  /* Only what changes is touched: sliding over a thousand edges must not stutter. */
  const states = new Map();
  function showDay() {
    const day = byDay.checked ? Number(slider.value) : null;
    slider.disabled = !byDay.checked;
    dayText.textContent = day === null ? "" : iso(day);
    const changed = [];
    cy.edges().forEach((edge) => {
      const state = day === null ? "" : onDay(edge.data("span"), day);
      if ((states.get(edge.id()) || "") !== state) changed.push([edge, state]);
    });
    const ends = new Set();
    const twin = changed.length ? rows() : null;
    cy.batch(() => {
      for (const [edge, state] of changed) {
        states.set(edge.id(), state);
        edge.toggleClass("possible", state === "possible").toggleClass("gone", state === "impossible");
        edge.connectedNodes().forEach((node) => { ends.add(node); });
        markRow(twin.get(edge.id()), state);
      }
      for (const node of ends) {
        const ties = node.connectedEdges();
        node.toggleClass("alone", day !== null && ties.every((tie) => states.get(tie.id()) === "impossible"));
      }
    });
    if (day === null) params.delete("day"); else params.set("day", iso(day));
    byId("id_day").value = day === null ? "" : iso(day);
    keepAddress();
  }
  function markRow(row, state) {
    if (!row) return;
    row.hidden = state === "impossible";
    row.querySelector(".state").textContent = state ? words[state] : "";
  }
  function keepAddress() {
    history.replaceState(null, "", `${words.page}?${params}`);
    for (const form of ["svg", "graphml"]) {
      const link = byId(`graph-${form}`);
      if (link) link.href = `${link.pathname}?${params}`;
    }
    byId("id_open").value = params.get("open") || "";
  }
  function setSlider() {
    slider.min = data.first;
    slider.max = data.last;
  }
  setSlider();
  byDay.checked = data.day !== null;
  slider.value = data.day === null ? data.last : data.day;
  let drawing = 0;
  slider.addEventListener("input", () => {
    dayText.textContent = iso(Number(slider.value));
    cancelAnimationFrame(drawing);
    drawing = requestAnimationFrame(showDay);
  });
  byDay.addEventListener("change", showDay);
  showDay();

  /* What is chosen, in the picture, in the panel and in the table. */
  const panel = byId("graph-chosen");
  const make = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);
  const pageOf = (pairs) => `${words.page}?${new URLSearchParams(pairs)}`;

  function told(pairs) {
    const list = document.createElement("dl");
    for (const [name, value] of pairs) {
      if (value) list.append(make("dt", name), make("dd", value));
    }
    return list;
  }
  function showNode(node) {
    const doing = make("div", "", { className: "doing" });
    if (node.more) {
      const button = make("button", words.expand.replace("{n}", node.more), { type: "button" });
      button.addEventListener("click", () => expand(node.id));
      doing.append(button);
    }
    if (node.open && !node.start) {
      doing.append(make("a", words.path, { href: pageOf([["node", words.start], ["to", node.id]]) }));
      doing.append(make("a", words.from, { href: pageOf([["node", node.id]]) }));
    }
    if (node.dossier) doing.append(make("a", words.dossier, { href: node.dossier }));
    if (!node.open) doing.append(make("p", words.link, { className: "hint" }));
    panel.replaceChildren(make("h2", node.name), told([[node.kind_text, node.about || " "]]), doing);
  }
  function showEdge(edge) {
    const name = (id) => cy.getElementById(id).data("name");
    const percent = (n) => n === null ? "" : `${Math.floor(n * 1000) / 10}%`;
    const doing = make("div", "", { className: "doing" });
    doing.append(edge.href ? make("a", `${words.row} · ${edge.row}`, { href: edge.href }) : make("p", words.norow, { className: "hint" }));
    panel.replaceChildren(
      make("h2", `${name(edge.start)} → ${name(edge.stop)}`),
      told([[edge.kind_text, edge.label], [words.dates, edge.dates], [words.precision, edge.precision], [words.share, edge.share === null ? "" : `${+(edge.share * 100).toFixed(2)}%`],
        [words.status, edge.status], [words.probability, percent(edge.probability)], [words.alternatives, edge.alternatives]]),
      doing);
  }
  function choose(element, { scroll = false, centre = false } = {}) {
    cy.elements(":selected").unselect();
    document.querySelectorAll("tr.chosen").forEach((row) => row.classList.remove("chosen"));
    chosen = element;
    byId("graph-expand").disabled = !(element && element.isNode() && element.data("more"));
    if (!element) return;
    element.select();
    if (element.isNode()) showNode(element.data()); else showEdge(element.data());
    const kind = element.isNode() ? "node" : "edge";
    const row = [...document.querySelectorAll(`tr[data-${kind}]`)].find((r) => r.dataset[kind] === element.id());
    if (row) {
      row.classList.add("chosen");
      if (scroll) row.closest(".scroll").scrollTop = row.offsetTop - 60;
    }
    if (centre) cy.center(element);
  }
  cy.on("tap", "node, edge", (event) => choose(event.target, { scroll: true }));
  cy.on("dbltap", "node", (event) => expand(event.target.id()));

  /* Growing: the server says what comes and where it stands. */
  let waiting = false;
  const openedWith = (id) => [...(params.get("open") || "").split(/\r?\n/).filter(Boolean), id].join("\n");
  async function expand(id) {
    if (waiting) return;
    const node = cy.getElementById(id);
    if (!node.data("more")) { say(words.none); return; }
    waiting = true;
    const asked = new URLSearchParams(params);
    asked.set("open", openedWith(id));
    try {
      const answer = await fetch(`${words.elements}?${asked}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      grow(await answer.json(), id);
      params.set("open", openedWith(id));
      showDay();
    } catch {
      say(words.failed);
    } finally {
      waiting = false;
    }
  }
  function grow(fresh, id) {
    data = fresh;
    const nodes = data.nodes.filter((n) => cy.getElementById(n.id).empty());
    const edges = data.edges.filter((e) => cy.getElementById(e.id).empty());
    cy.batch(() => {
      for (const n of data.nodes) cy.getElementById(n.id).data({ more: n.more, label: n.more ? `${n.name}\n+${n.more}` : n.name });
      cy.add([...nodes.map(nodeOf), ...edges.map(edgeOf)]);
    });
    byId("graph-twin").innerHTML = data.twin; // escaped by the server's template
    const twin = rows();
    states.forEach((state, edge) => markRow(twin.get(edge), state));
    setSlider();
    const told = words.added.replace("{nodes}", nodes.length).replace("{edges}", edges.length);
    say(data.full ? `${told} · ${words.full}` : told);
    const seen = cy.extent();
    if (nodes.some((n) => n.x < seen.x1 || n.x > seen.x2 || n.y < seen.y1 || n.y > seen.y2)) fit();
    choose(cy.getElementById(id));
  }
  const say = (text) => { byId("graph-said").textContent = text; };

  /* The table leads the picture, too. */
  byId("graph-twin").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    const row = link.closest("tr");
    if (link.classList.contains("expand")) {
      event.preventDefault();
      expand(link.dataset.open);
    } else if (link.classList.contains("pick")) {
      event.preventDefault();
      choose(cy.getElementById(row.dataset.node || row.dataset.edge), { centre: true });
      byId("graph-canvas").scrollIntoView({ block: "nearest" });
    }
  });
  byId("graph-canvas").addEventListener("keydown", (event) => {
    const nodes = cy.nodes();
    const at = chosen && chosen.isNode() ? nodes.indexOf(chosen) : -1;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) choose(nodes[at < 0 ? 0 : (at + step + nodes.length) % nodes.length], { centre: true, scroll: true });
    else if (event.key === "Enter" && chosen && chosen.isNode()) expand(chosen.id());
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
  });
  const zoom = (by) => cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  byId("graph-fit").addEventListener("click", fit);
  byId("graph-in").addEventListener("click", () => zoom(1.25));
  byId("graph-out").addEventListener("click", () => zoom(0.8));
  byId("graph-expand").addEventListener("click", () => { if (chosen && chosen.isNode()) expand(chosen.id()); });

  /* A PNG bears the names that may leave the desk; the server writes it into the audit first. */
  async function png() {
    try {
      const answer = await fetch(`${words.labels}?${params}`);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const { labels } = await answer.json();
      const before = new Map(cy.nodes().map((node) => [node.id(), node.data("label")]));
      cy.batch(() => cy.nodes().forEach((node) => { node.data("label", labels[node.id()] || ""); }));
      const blob = await cy.png({ output: "blob-promise", full: true, scale: 2, maxWidth: 8000, maxHeight: 8000, bg: "#fff" });
      cy.batch(() => cy.nodes().forEach((node) => { node.data("label", before.get(node.id())); }));
      const address = URL.createObjectURL(blob);
      const link = make("a", "", { href: address, download: "qinqing-graph.png" });
      link.click();
      URL.revokeObjectURL(address);
    } catch {
      say(words.failed);
    }
  }
  const pngButton = byId("graph-png");
  if (pngButton) pngButton.addEventListener("click", png);
  root.cy = cy;
})();
