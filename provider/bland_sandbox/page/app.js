// The page: listens to what happens, and draws once for all that came together.

import { begin, change, find } from "./account.js";
import { byId, h } from "./dom.js";
import * as edits from "./edits.js";
import * as requests from "./requests.js";
import { ask } from "./dom.js";

const waiting = [];
let drawing = false;

function draw() {
  drawing = false;
  for (const news of waiting.splice(0)) {
    for (const name of Object.keys(edits.known)) if (name in news) edits.known[name] = news[name];
    if (news.orgs) {
      begin(news.orgs);
      requests.clear();
    }
    if (news.cleared) requests.clear();
    if (news.changes) change(news.changes);
    if (news.requests) requests.take(news.requests);
    if (news.settings || news.faults) told();
  }
}

/** The bar: what this sandbox does differently from one that nobody touched. */
function told() {
  const pills = edits.turned().map(([name, value]) => h("span", { class: "pill on" }, `${name}: ${value}`));
  const active = edits.known.faults.length;
  byId("turned").replaceChildren(h("span", { class: "pill" }, `${edits.known.settings.generation} reference`),
    ...pills.filter((pill) => !pill.textContent.startsWith("generation")), ...(active ? [h("span", { class: "pill odd" }, `${active} fault${active === 1 ? "" : "s"} set`)] : []));
}

function link(text, state) {
  const element = byId("link");
  if (element.textContent !== text) element.textContent = text;
  element.dataset.state = state;
}

const stream = new EventSource("/_sandbox/events");
stream.addEventListener("open", () => link("live", "live"));
stream.addEventListener("error", () => link("the sandbox has ended", "ended"));
stream.addEventListener("message", ({ data }) => {
  waiting.push(JSON.parse(data));
  if (!drawing) {
    drawing = true;
    // A page that nobody sees gets no frames, and must not fall behind.
    if (document.hidden) setTimeout(draw);
    else requestAnimationFrame(draw);
  }
});

byId("open-switches").addEventListener("click", edits.switches);
byId("open-faults").addEventListener("click", edits.faults);
byId("open-snapshots").addEventListener("click", edits.snapshots);
byId("reset").addEventListener("click", edits.reset);
byId("clear").addEventListener("click", () => ask("DELETE", "journal"));
byId("writes").addEventListener("change", ({ target }) => byId("list").classList.toggle("writes", target.checked));
byId("find").addEventListener("input", find);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, textarea, select, dialog")) {
    event.preventDefault();
    byId("find").focus();
  }
  if (event.key === "Escape" && event.target === byId("find")) {
    byId("find").value = "";
    find();
  }
});
// Up and down walk through the requests.
byId("list").addEventListener("keydown", (event) => {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  if (!step || !event.target.matches(".line")) return;
  event.preventDefault();
  event.target.parentElement[step]?.querySelector(".line").focus();
});
