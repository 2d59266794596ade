// What is asked: one line for each request as it comes in; a click shows what was said and what it changed.

import { ask, byId, h, short, shown } from "./dom.js";

const SHOWN = 300;
const rows = new Map();

/** Forget all of them. */
export function clear() {
  rows.clear();
  byId("list").replaceChildren();
  counted();
}

/** Take requests that are new, or have been answered since. */
export function take(entries) {
  for (const entry of entries) {
    const row = line(entry);
    const old = rows.get(entry.sequence);
    if (old) {
      if (old.open) open(row, entry.sequence);
      old.element.replaceWith(row.element);
    } else byId("list").prepend(row.element);
    rows.set(entry.sequence, row);
  }
  for (const sequence of [...rows.keys()].sort((one, other) => one - other).slice(0, Math.max(0, rows.size - SHOWN))) {
    rows.get(sequence).element.remove();
    rows.delete(sequence);
  }
  counted();
}

function counted() {
  byId("count").textContent = rows.size === SHOWN ? `the last ${SHOWN}` : rows.size || "";
  byId("nothing").hidden = rows.size > 0;
}

function line(entry) {
  const bad = entry.error || entry.status === null || entry.status >= 400;
  const pending = entry.milliseconds === null;
  const query = Object.entries(entry.query).map(([name, value]) => `${name}=${value}`).join("&");
  const notes = [entry.error, entry.fault ? `fault: ${entry.fault}` : null, entry.ignored.length ? `ignored: ${entry.ignored.join(", ")}` : null].filter(Boolean);
  const button = h("button", { class: "line", "aria-expanded": "false" },
    h("time", { datetime: entry.time, title: `request ${entry.sequence}` }, entry.time.slice(11, 19)),
    h("b", { class: entry.method === "GET" ? "method" : "method write" }, entry.method),
    h("span", { class: "path", title: entry.path }, ...short(entry.path).split(/(?=\/)/).map((part) => h("span", null, part)), query ? `?${query}` : ""),
    h("span", { class: pending ? "status quiet" : bad ? "status bad" : "status good" }, pending ? "…" : entry.status ?? "none"),
    h("span", { class: "ms" }, pending ? "" : `${entry.milliseconds < 10 ? entry.milliseconds : Math.round(entry.milliseconds)} ms`),
    entry.changed.length || notes.length ? h("span", { class: "notes" },
      entry.changed.length ? h("span", { class: "did" }, `changed ${entry.changed.map((id) => (id.includes("/") ? id : `pool ${short(id)}`)).join(", ")}`) : null,
      notes.map((note) => h("span", { class: entry.fault || !bad ? "odd" : "bad" }, note))) : null);
  const element = h("li", { class: `${entry.method === "GET" ? "read" : "wrote"}${entry.changed.length ? " changed" : ""}` }, button);
  const row = { element, button, open: false };
  button.addEventListener("click", () => (row.open ? close(row) : open(row, entry.sequence)));
  return row;
}

function close(row) {
  row.open = false;
  row.button.setAttribute("aria-expanded", "false");
  row.element.querySelector(".said")?.remove();
}

async function open(row, sequence) {
  row.open = true;
  row.button.setAttribute("aria-expanded", "true");
  const said = h("div", { class: "said" }, h("p", { class: "quiet" }, "…"));
  row.element.append(said);
  try {
    said.replaceChildren(...told(await ask("GET", `journal/${sequence}`)));
  } catch (error) {
    said.replaceChildren(h("p", { class: "bad" }, error.message));
  }
}

function told({ body, answer, changes }) {
  return [
    ...(changes.length ? [h("h4", null, "Changed in the account"), ...changes.map(difference)] : []),
    h("h4", null, "Body"), body === null ? h("p", { class: "quiet" }, "none") : json(body),
    h("h4", null, "Answer"), answer === null ? h("p", { class: "quiet" }, "none, or no longer kept") : json(answer),
  ];
}

function json(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return h("pre", { tabindex: "0" }, text.length > 20000 ? `${text.slice(0, 20000)}\n… and ${text.length - 20000} characters more` : text);
}

function difference({ kind, id, before, after }) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const lines = names.flatMap((name) => {
    const [was, is] = [before?.[name], after?.[name]];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    if (name === "phone_numbers") {
      return [...(was ?? []).filter((each) => !is?.includes(each)).map((each) => h("del", null, each)),
        ...(is ?? []).filter((each) => !was?.includes(each)).map((each) => h("ins", null, each))];
    }
    return [was == null ? null : h("del", null, `${name}: ${shown(was)}`), is == null ? null : h("ins", null, `${name}: ${shown(is)}`)];
  });
  return h("div", { class: "difference" }, h("p", null, `${kind === "config" ? "settings" : kind} `, h("code", null, id),
    before === null ? " made" : after === null ? " deleted" : ""), lines);
}
