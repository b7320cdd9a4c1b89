// Controls as Slack's view.state.values, and what a form lacks before it may be submitted.

import { all, json } from "./dom.js";
import { richTextOf, isEmpty } from "./rich.js";
import { secondsAt } from "./zone.js";

const field = (control) => control.querySelector("input, textarea, select");
const typed = (control) => ({ value: field(control).value || null });
const chosen = (control) => json(control.dataset.chosen) ?? [];
const option = (control) => json(control.querySelector("option:checked")?.dataset.option) ?? null;
const ticked = (control) => all(control, "input:checked").map((box) => json(box.dataset.option));
const one = (key) => (control) => ({ [key]: chosen(control)[0]?.value ?? null });
const many = (key) => (control) => ({ [key]: chosen(control).map((each) => each.value) });

const STATES = {
  plain_text_input: typed,
  number_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  rich_text_input: (control) => {
    const rich = richTextOf(control.querySelector(".editor"));
    return { rich_text_value: isEmpty(rich) ? null : rich };
  },
  static_select: (control) => ({ selected_option: option(control) }),
  multi_static_select: (control) => ({ selected_options: chosen(control) }),
  external_select: (control) => ({ selected_option: chosen(control)[0] ?? null }),
  multi_external_select: (control) => ({ selected_options: chosen(control) }),
  users_select: one("selected_user"),
  multi_users_select: many("selected_users"),
  conversations_select: one("selected_conversation"),
  multi_conversations_select: many("selected_conversations"),
  channels_select: one("selected_channel"),
  multi_channels_select: many("selected_channels"),
  checkboxes: (control) => ({ selected_options: ticked(control) }),
  radio_buttons: (control) => ({ selected_option: ticked(control)[0] ?? null }),
  datepicker: (control) => ({ selected_date: field(control).value || null }),
  timepicker: (control) => ({
    selected_time: field(control).value || null,
    ...(control.dataset.zone ? { timezone: control.dataset.zone } : {}),
  }),
  datetimepicker: (control) => ({
    selected_date_time: field(control).value ? secondsAt(field(control).value, control.dataset.zone) : null,
  }),
  file_input: (control) => ({ files: json(control.dataset.files) ?? [] }),
};

export function stateOf(control) {
  const type = control.dataset.type;
  return { type, ...(STATES[type]?.(control) ?? {}) };
}

export function valuesOf(root) {
  const values = {};
  for (const control of all(root, "[data-control]")) {
    (values[control.dataset.block] ??= {})[control.dataset.action] = stateOf(control);
  }
  return values;
}

function empty(state) {
  const value = Object.entries(state).find(([key]) => key !== "type" && key !== "timezone")?.[1];
  return value === null || value === undefined || value.length === 0;
}

const MISSING = "Please complete this required field.";
const FORMATS = {
  email_text_input: [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "Please enter a valid email address."],
  url_text_input: [/^https?:\/\/\S+$/i, "Please enter a full address, beginning with https://."],
  number_input: [/^-?\d+$/, "Please enter a whole number."],
};
const DECIMAL = [/^-?\d+(\.\d+)?$/, "Please enter a number."];

function badNumber(value, { min, max }) {
  if (min && Number(value) < Number(min)) return `Please enter at least ${min}.`;
  return max && Number(value) > Number(max) ? `Please enter at most ${max}.` : "";
}

function badLength(value, { min, max }) {
  if (min && value.length < Number(min)) return `Please enter at least ${min} characters.`;
  return max && value.length > Number(max) ? `Please enter at most ${max} characters (${value.length} now).` : "";
}

function problem(control, required) {
  const state = stateOf(control);
  if (empty(state)) return field(control)?.validity?.badInput ? "Please enter a valid date." : required ? MISSING : "";
  const [shape, sentence] = "decimal" in control.dataset ? DECIMAL : (FORMATS[state.type] ?? [null]);
  if (shape && !shape.test(state.value)) return sentence;
  if (state.type === "number_input") return badNumber(state.value, field(control).dataset);
  return typeof state.value === "string" ? badLength(state.value, field(control).dataset) : "";
}

// Slack's own client refuses these before the app hears of them.
export function problemsOf(form) {
  const problems = {};
  for (const block of all(form, "[data-input]")) {
    const control = block.querySelector("[data-control]");
    const found = control && problem(control, "required" in block.dataset);
    if (found) problems[block.dataset.input] = found;
  }
  return problems;
}
