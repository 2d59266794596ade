// Edits by hand: what somebody in Bland's dashboard would do, and what this sandbox shall do from now on.

import { ask, byId, focusAgain, h, shown } from "./dom.js";

/** What the sandbox says of itself: switches with their schema, types of fields, faults, snapshots. */
export const known = { settings: {}, schema: {}, fields: {}, faults: [], snapshots: [], private: false };

const labelled = (text, input, help) => h("label", null, h("span", null, text), input, help ? h("small", { class: "quiet" }, help) : null);
const options = (values, chosen) => values.map(String).map((value) => h("option", { value, selected: value === String(chosen) }, value));
const isSet = (value) => value !== "" && value !== undefined;

/** Open the dialog: a form whose button does `act`, which may throw what was wrong. */
function dialog(title, content, button, act, ...more) {
  const element = byId("dialog");
  const wrong = h("p", { class: "bad wrong", role: "alert" });
  const attempt = async (doing) => {
    wrong.textContent = "";
    try {
      await doing();
      element.close();
    } catch (error) {
      wrong.textContent = error.message;
    }
  };
  const form = h("form", {
    submit: (event) => {
      event.preventDefault();
      attempt(act);
    },
  }, h("header", null, h("h2", { id: "dialog-title" }, title), h("button", { type: "button", class: "small", click: () => element.close(), "aria-label": "Close" }, "Close")),
  content, wrong,
  h("footer", null, more.map(([text, doing, kind]) => h("button", { type: "button", class: kind, click: () => attempt(doing) }, text)),
    button ? h("button", { class: "primary" }, button) : null));
  const opener = document.activeElement;
  element.onclose = () => focusAgain(opener);
  element.setAttribute("aria-labelledby", "dialog-title");
  element.replaceChildren(form);
  element.showModal();
}

const members = (text) => text.split(/[\s,;]+/).filter(Boolean);

function poolForm(org, pool) {
  const numbers = h("textarea", { rows: 8, spellcheck: "false", name: "phone_numbers" }, pool.phone_numbers.join("\n"));
  const choice = h("select", { name: "encrypted_key" }, h("option", { value: "" }, "none"),
    Object.entries(org.credentials).map(([id, name]) => h("option", { value: id, selected: id === pool.encrypted_key }, name)));
  return { numbers, choice, content: [labelled("Numbers", numbers, "one in a line, like +14155550101"), labelled("Twilio credentials", choice)] };
}

export function newPool(org) {
  const { numbers, choice, content } = poolForm(org, { phone_numbers: [], encrypted_key: null });
  dialog("New pool", content, "Make it", () =>
    ask("POST", "pools", { org: org.id, phone_numbers: members(numbers.value), encrypted_key: choice.value || null }));
}

/** Only the difference to what the dialog showed is sent: what a program does meanwhile stays. */
export function editPool(org, id) {
  const pool = org.pools.get(id);
  const { numbers, choice, content } = poolForm(org, pool);
  dialog("Edit pool", [h("p", { class: "quiet" }, h("code", null, id)), content], "Save", () => {
    const wanted = members(numbers.value);
    const edit = { add: wanted.filter((each) => !pool.phone_numbers.includes(each)), remove: pool.phone_numbers.filter((each) => !wanted.includes(each)) };
    if (choice.value !== (pool.encrypted_key ?? "")) edit.encrypted_key = choice.value || null;
    return ask("PATCH", `pools/${id}`, edit);
  }, ["Delete pool", () => ask("DELETE", `pools/${id}`), "danger"]);
}

export function editConfig(org, number, first) {
  const channel = h("select", { name: "channel" }, options(["sms", "whatsapp", "imessage"], first));
  const name = h("select", { name: "field" }, options(Object.keys(known.fields), "objective"));
  const value = h("textarea", { rows: 6, name: "value" });
  const help = h("small", { class: "quiet" });
  const fields = () => org.configs.get(`${number}/${channel.value}`) ?? {};
  const types = () => known.fields[name.value];
  const show = () => {
    const now = fields()[name.value];
    value.value = known.private || now === undefined ? "" : shown(now);
    help.textContent = types().includes("string") && types().length === 1 ? "text" : `JSON: ${types().join(" or ")}`;
  };
  channel.addEventListener("change", show);
  name.addEventListener("change", show);
  show();
  const path = () => `numbers/${encodeURIComponent(number)}/${channel.value}`;
  const parsed = () => {
    if (types().length === 1 && types()[0] === "string") return value.value;
    try {
      return JSON.parse(value.value);
    } catch {
      if (types().includes("string")) return value.value;
      throw new Error(`${name.value} is ${types().join(" or ")}, written as JSON`);
    }
  };
  dialog(`Settings of ${number}`, [labelled("Channel", channel), labelled("Field", name), h("label", null, h("span", null, "Value"), value, help)], "Set field",
    () => ask("PATCH", path(), { [name.value]: parsed() }),
    ["Clear field", () => ask("PATCH", path(), { [name.value]: null })],
    ["Take all away", () => ask("DELETE", path()), "danger"]);
}

export function switches() {
  const inputs = Object.entries(known.schema).map(([name, schema]) => {
    const now = known.settings[name];
    const values = schema.enum ?? (schema.type === "boolean" ? [true, false] : null);
    const input = values ? h("select", { name }, options(values, now)) : h("input", { name, type: "number", min: 0, step: schema.type === "integer" ? 1 : "any", value: now });
    const text = schema.description.replaceAll("`", "").replace(/\s+/g, " ");
    const row = labelled(name, input, text);
    row.classList.toggle("on", now !== schema.default);
    return [name, schema, input, row];
  });
  const said = (schema, input) => (schema.type === "boolean" ? input.value === "true" : schema.enum ? input.value : Number(input.value));
  dialog("Switches", h("div", { class: "switches" }, inputs.map(([, , , row]) => row)), "Turn them", () => {
    const turned = inputs.filter(([name, schema, input]) => said(schema, input) !== known.settings[name]);
    return ask("PATCH", "settings", Object.fromEntries(turned.map(([name, schema, input]) => [name, said(schema, input)])));
  }, ["All as at first", () => ask("PATCH", "settings", Object.fromEntries(inputs.map(([name, schema]) => [name, schema.default])))]);
}

const POOLS = "/v1/custom-dialing-pools";
const TROUBLES = {
  "the next write fails with 503": { method: "POST", calls: "first", status: 503 },
  "the answer of the next write is lost": { method: "POST", calls: "first", phase: "after", action: "drop" },
  "too many requests, come again in a second": { calls: "first", status: 429, headers: { "retry-after": "1" } },
  "every call takes two seconds": { delay: 2 },
  "the next list of pools breaks off in the middle": { method: "GET", path: POOLS, calls: "first", action: "truncate" },
  "a proxy answers with its own page": { calls: "first", status: 502, body: "<h1>Bad Gateway</h1>" },
};

export function faults() {
  const text = h("textarea", { rows: 6, name: "fault", spellcheck: "false" });
  const choice = h("select", { name: "trouble" }, options(Object.keys(TROUBLES)));
  const show = () => { text.value = JSON.stringify(TROUBLES[choice.value], null, 2); };
  choice.addEventListener("change", show);
  show();
  const set = known.faults.map((fault) => h("li", null, h("code", null, `${fault.method} ${fault.path}`), ` ${shown(fault.calls)}: ${fault.what}`,
    h("span", { class: "quiet" }, ` · seen ${fault.seen} call${fault.seen === 1 ? "" : "s"}`)));
  dialog("Faults", [set.length ? h("ul", { class: "faults" }, set) : h("p", { class: "quiet" }, "None is set."),
    labelled("What shall go wrong", choice), labelled("The fault", text, "its fields, as docs/sandbox.md lists them")], "Set it", () => {
    try {
      return ask("POST", "faults", JSON.parse(text.value));
    } catch (error) {
      throw new Error(`the fault is not JSON: ${error.message}`);
    }
  }, ["Take all away", () => ask("DELETE", "faults")]);
}

export function snapshots() {
  const name = h("input", { name: "name", required: true, pattern: "[^\\/]+", value: `snapshot ${known.snapshots.length}` });
  const back = (each) => ["Go back", async () => {
    await ask("POST", `snapshots/${encodeURIComponent(each)}/restore`);
    byId("dialog").close();
  }];
  const list = known.snapshots.map((each) => h("li", null, h("span", null, each), h("button", { type: "button", class: "small", click: back(each)[1], "aria-label": `Go back to ${each}` }, "Go back")));
  dialog("Snapshots", [h("p", { class: "quiet" }, "The account as it was, until this sandbox ends."), h("ul", { class: "snapshots" }, list), labelled("Name", name)],
    "Take one now", () => ask("PUT", `snapshots/${encodeURIComponent(name.value)}`));
}

export const reset = () => ask("POST", "snapshots/start/restore");

/** The switches that are not as at first. */
export const turned = () => Object.entries(known.settings).filter(([name, value]) => isSet(value) && value !== known.schema[name]?.default);
