// What there is: organisations, their pools by area, their numbers with settings. A change draws its own card anew.

import { byId, focusAgain, h, parts, shown } from "./dom.js";
import { editConfig, editPool, newPool } from "./edits.js";

/** Organisation id → what it has: `pools` by id, `numbers` by number, `configs` by `number/channel`. */
export const orgs = new Map();

const cards = new Map();
const FLASH = 2600;
const MANY = 40; // members of a pool, which may be more than is shown at once

/** Take everything anew. */
export function begin(list) {
  orgs.clear();
  cards.clear();
  for (const org of list) {
    const configs = Object.entries(org.configs).flatMap(([number, channels]) =>
      Object.entries(channels).map(([channel, fields]) => [`${number}/${channel}`, fields]));
    orgs.set(org.id, {
      id: org.id, plan: org.plan, credentials: org.credentials,
      pools: new Map(Object.entries(org.pools)), numbers: new Map(Object.entries(org.numbers)), configs: new Map(configs),
    });
  }
  byId("orgs").replaceChildren(...[...orgs.values()].map(section));
  find();
}

/** Take changes, and show each where it happened. */
export function change(changes) {
  const touched = new Map();
  for (const each of changes) {
    if (each.kind === "org") {
      if (!each.after) orgs.delete(each.org);
      else orgs.set(each.org, { id: each.org, pools: new Map(), numbers: new Map(), configs: new Map(), ...orgs.get(each.org), ...each.after });
      begin(dumped());
      touched.clear();
      continue;
    }
    const org = orgs.get(each.org);
    if (!org) continue;
    const things = org[`${each.kind}s`];
    if (each.after === null) things.delete(each.id);
    else things.set(each.id, each.after);
    const id = each.kind === "pool" ? each.id : each.id.split("/")[0];
    const kind = each.kind === "pool" ? "pool" : "number";
    const key = `${each.org} ${kind} ${id}`;
    touched.set(key, { org, kind, id, changes: [...(touched.get(key)?.changes ?? []), each] });
  }
  for (const each of touched.values()) draw(each);
  for (const org of new Set([...touched.values()].map((each) => each.org))) counts(org);
  if (touched.size) find();
}

function dumped() {
  return [...orgs.values()].map((org) => {
    const configs = {};
    for (const [id, fields] of org.configs) {
      const [number, channel] = id.split("/");
      (configs[number] ??= {})[channel] = fields;
    }
    return { ...org, pools: Object.fromEntries(org.pools), numbers: Object.fromEntries(org.numbers), configs };
  });
}

/** Put one card where it belongs, or take it away; `changes` is what flashes on it. */
function draw({ org, kind, id, changes = [] }) {
  const key = `${org.id} ${kind} ${id}`;
  const old = cards.get(key);
  const place = where(org, kind, id);
  if (!place) {
    old?.classList.add("leaving");
    cards.delete(key);
    setTimeout(() => old?.remove(), old ? 600 : 0);
    return;
  }
  const card = (kind === "pool" ? poolCard : numberCard)(org, id, changes);
  const scrolled = old?.querySelector(".areas")?.scrollTop;
  const held = old?.contains(document.activeElement) ? document.activeElement : null;
  cards.set(key, card);
  if (old?.parentElement === place) old.replaceWith(card);
  else {
    old?.remove();
    place.append(card);
  }
  focusAgain(held);
  if (scrolled) card.querySelector(".areas")?.scrollTo(0, scrolled);
  if (old) reveal(card, "li.new, li.gone");
  if (changes.length) {
    card.classList.add("flash");
    setTimeout(() => cards.get(key) === card && draw({ org, kind, id }), FLASH);
  }
}

/** Bring a member of a large pool into sight: its members scroll, the page stays where it is. */
function reveal(card, selector) {
  const [areas, member] = [card.querySelector(".areas"), card.querySelector(selector)];
  if (areas && member) areas.scrollTo(0, member.offsetTop - areas.clientHeight / 2);
}

const channelsOf = (org, number) => ["sms", "whatsapp", "imessage"].filter((each) => org.configs.has(`${number}/${each}`));

function where(org, kind, id) {
  if (kind === "pool") return org.pools.has(id) ? org.places.pools : null;
  if (!org.numbers.has(id)) return null;
  return channelsOf(org, id).length ? org.places.configured : org.places.others;
}

function section(org) {
  const place = (name) => h("div", { class: name });
  org.places = { pools: place("cards"), configured: place("cards"), others: place("plain") };
  org.told = { pools: h("span", { class: "quiet" }), configured: h("span", { class: "quiet" }), others: h("span", { class: "quiet" }) };
  for (const id of org.pools.keys()) draw({ org, kind: "pool", id });
  for (const id of org.numbers.keys()) draw({ org, kind: "number", id });
  const head = (title, told, ...more) => h("h3", null, title, " ", told, ...more);
  const element = h("section", { class: "org", "aria-label": `Organisation ${org.id}` },
    h("h2", null, "Organisation ", h("code", null, org.id.slice(0, 8), h("span", { class: "rest" }, org.id.slice(8))),
      h("span", { class: "pill" }, org.plan)),
    head("Dialing pools", org.told.pools, h("button", { class: "small", click: () => newPool(org) }, "New pool")),
    org.places.pools,
    head("Numbers with settings", org.told.configured), org.places.configured,
    head("Numbers without settings", org.told.others), org.places.others);
  counts(org);
  return element;
}

function counts(org) {
  org.told.pools.textContent = org.pools.size || "none yet";
  const configured = new Set([...org.configs.keys()].map((id) => id.split("/")[0])).size;
  org.told.configured.textContent = configured || "none yet";
  org.told.others.textContent = org.numbers.size - configured || "none";
}

function poolCard(org, id, changes) {
  const pool = org.pools.get(id);
  const before = changes.length ? new Set(changes[0].before?.phone_numbers ?? []) : null;
  const gone = before ? [...before].filter((number) => !pool.phone_numbers.includes(number)) : [];
  const areas = new Map();
  for (const number of [...pool.phone_numbers, ...gone].sort()) {
    const [area, rest] = parts(number);
    const state = gone.includes(number) ? "gone" : before && !before.has(number) ? "new" : null;
    areas.set(area, [...(areas.get(area) ?? []), h("li", { class: state, title: number }, rest)]);
  }
  const twilio = org.credentials[pool.encrypted_key];
  const turned = before && changes[0].before && changes[0].before.encrypted_key !== pool.encrypted_key;
  return h("article", { class: "card pool", "data-find": `${id} ${pool.phone_numbers.join(" ")} ${twilio ?? ""}`.toLowerCase() },
    h("header", null, h("b", null, `${pool.phone_numbers.length} number${pool.phone_numbers.length === 1 ? "" : "s"}`),
      h("button", { class: "small", click: () => editPool(org, id), "aria-label": `Edit pool ${id}` }, "Edit")),
    h("code", { class: "id" }, id),
    twilio || turned ? h("p", { class: turned ? "credentials new" : "credentials" }, twilio ? "Twilio " : "no credentials any more", twilio ? h("code", null, twilio) : null) : null,
    areas.size ? h("dl", { class: "areas", tabindex: pool.phone_numbers.length > MANY && "0", "aria-label": `Members of pool ${id}` }, [...areas].flatMap(([area, members]) => [h("dt", null, area), h("dd", null, h("ul", null, members))]))
      : h("p", { class: "quiet" }, "no members"));
}

function numberCard(org, number, changes) {
  const { label, channel } = org.numbers.get(number);
  const channels = channelsOf(org, number);
  const name = h("b", { class: "number" }, parts(number).join(" ").replace("other ", ""));
  const about = [label ? h("span", { class: "label" }, label) : null, channel === "imessage" ? h("span", { class: "pill" }, "iMessage") : null];
  const find = `${number} ${label ?? ""} ${channels.map((each) => JSON.stringify(org.configs.get(`${number}/${each}`))).join(" ")}`.toLowerCase();
  if (!channels.length) {
    return h("button", { class: "card bare", "data-find": find, title: `Set a field of ${number}`, click: () => editConfig(org, number, channel) }, name, about);
  }
  return h("article", { class: "card", "data-find": find }, h("header", null, name, about),
    channels.map((each) => config(org, number, each, changes.find((one) => one.id === `${number}/${each}`))));
}

function config(org, number, channel, change) {
  const fields = org.configs.get(`${number}/${channel}`);
  const before = change?.before ?? {};
  const gone = change ? Object.keys(before).filter((name) => !(name in fields)) : [];
  const differs = (name) => change && JSON.stringify(before[name]) !== JSON.stringify(fields[name]);
  const row = (name, value, state) => [h("dt", { class: state }, name),
    h("dd", { class: state }, h("span", { class: typeof value === "string" && value.length > 60 ? "text" : "value" }, shown(value)))];
  return h("section", { class: "config" },
    h("h4", null, h("span", { class: `channel ${channel}` }, channel),
      h("button", { class: "small", click: () => editConfig(org, number, channel), "aria-label": `Edit ${channel} settings of ${number}` }, "Edit")),
    Object.keys(fields).length || gone.length
      ? h("dl", { class: "fields" }, Object.entries(fields).map(([name, value]) => row(name, value, differs(name) ? "new" : null)),
        gone.map((name) => row(name, before[name], "gone")))
      : h("p", { class: "quiet" }, "configured, and no field has a value"));
}

/** Show what the search field asks for. */
export function find() {
  const wanted = byId("find").value.trim().toLowerCase();
  const digits = wanted.replace(/[\s()-]/g, "");
  for (const card of cards.values()) {
    const text = card.dataset.find;
    card.hidden = wanted !== "" && !text.includes(wanted) && !(digits.length > 2 && text.includes(digits));
    if (!card.matches(".pool") || (wanted === "" && !card.querySelector(".found"))) continue;
    for (const member of card.querySelectorAll(".areas li")) member.classList.toggle("found", digits.length > 2 && member.title.includes(digits));
    reveal(card, ".found");
  }
}
