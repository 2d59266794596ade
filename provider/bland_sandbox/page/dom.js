// Elements from data. Nothing here or elsewhere parses HTML: what others send stays text.

/** An element with attributes (functions listen, true and false are presence) and children (text, elements, null). */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null));
  return element;
}

/** Give the focus to what stands for an element now, after it was drawn anew: the one of the same name. */
export function focusAgain(element) {
  const name = element?.getAttribute("aria-label");
  if (name && !element.isConnected) document.querySelector(`[aria-label="${CSS.escape(name)}"]`)?.focus();
}

export const byId = (id) => document.getElementById(id);

/** A value as a person reads it: texts as they are, everything else as JSON. */
export function shown(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 1).replace(/\n */g, " ");
}

/** An area of the numbering plan and the rest of a number: ["+1 415", "555-0101"]. */
export function parts(number) {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  if (us) return [`+1 ${us[1]}`, `${us[2]}-${us[3]}`];
  const uk = /^\+44(20|1\d{3}|\d{4})(\d+)$/.exec(number);
  return uk ? [`+44 ${uk[1]}`, uk[2].replace(/(\d{3,4})$/, " $1").trim()] : ["other", number];
}

/** A UUID in short: ids that differ at their ends only are told apart. */
export const short = (text) => text.replace(/([0-9a-f]{4})[0-9a-f]{4}-[0-9a-f-]{14}-[0-9a-f]{8}([0-9a-f]{4})/gi, "$1…$2");

/** Ask one of the sandbox's own routes; what it refuses is thrown as its own words. */
export async function ask(method, path, body) {
  const options = { method };
  if (body !== undefined) Object.assign(options, { body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  const answer = await fetch(`/_sandbox/${path}`, options);
  const told = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(told?.errors?.join("\n") ?? told?.detail ?? answer.statusText);
  return told;
}
