// Modals: the top view of the member's stack in a dialog, submitted, closed and updated as in Slack.

import { act, context, post, said, toast } from "./api.js";
import { ask } from "./ask.js";
import { all, coalesced, parsed } from "./dom.js";
import { wired } from "./controls.js";
import { problemsOf, valuesOf } from "./values.js";

const dialog = document.getElementById("modal");

// What was typed in views below the top one, so that it is there when the person comes back.
const typed = new Map();

// What the fields of each view held when the person first saw it.
const begun = new Map();

const form = () => dialog.querySelector("form");
const viewId = () => form()?.dataset.view;

function remember() {
  if (form()) typed.set(viewId(), valuesOf(form()));
}

function showErrors(errors) {
  let first = null;
  for (const block of all(form(), "[data-input]")) {
    const error = errors[block.dataset.input] ?? "";
    const line = block.querySelector(".error");
    line.textContent = error;
    line.hidden = !error;
    block.classList.toggle("invalid", Boolean(error));
    const field = block.querySelector("[role=combobox], .editor, input, textarea, select");
    if (error) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
    if (error) first ??= field;
  }
  first?.focus();
  return Boolean(first);
}

function busy(is) {
  form()?.classList.toggle("busy", is);
  for (const button of all(dialog, "footer button")) button.disabled = is;
}

function whereFocus() {
  const held = document.activeElement;
  if (!dialog.contains(held) || !held.id) return null;
  return { id: held.id, start: held.selectionStart, end: held.selectionEnd, text: "value" in held && held.type !== "file" ? held.value : null };
}

function refocus(was) {
  const field = was && document.getElementById(was.id);
  if (!field) return false;
  field.focus();
  if (was.text !== null && ["text", "textarea"].includes(field.type) && field.role !== "combobox") field.value = was.text;
  if (was.start !== undefined && was.start !== null && field.setSelectionRange && field.type === "text") field.setSelectionRange(was.start, was.end);
  return true;
}

function swap(html) {
  const same = viewId() === parsed(html).querySelector("form").dataset.view;
  const focus = same ? whereFocus() : null;
  const scrolled = same ? dialog.querySelector(".modal-body").scrollTop : 0;
  dialog.replaceChildren(parsed(html));
  wired(form(), { view_id: viewId() }, () => ({ values: valuesOf(form()) }), refresh);
  form().addEventListener("submit", submit);
  begun.set(viewId(), begun.get(viewId()) ?? JSON.stringify(valuesOf(form())));
  for (const button of all(dialog, "[data-close]")) button.addEventListener("click", () => close(button.dataset.close === "all"));
  if (!dialog.open) dialog.showModal();
  dialog.querySelector(".modal-body").scrollTop = scrolled;
  if (refocus(focus)) return;
  const asked = dialog.querySelector("[autofocus]");
  asked?.scrollIntoView({ block: "center" });
  // A group of boxes takes no focus itself; its first box does.
  const first = asked?.querySelector("input") ?? asked ?? dialog.querySelector(".modal-body :is(input, textarea, select, .editor, button)");
  (first ?? dialog.querySelector("footer button"))?.focus({ preventScroll: true });
}

// Shows the top view as the sandbox has it now; an unchanged one is left alone.
export const refresh = coalesced(async () => {
  remember();
  const { html, hash } = await post("/page/view", { as: context.user, channel: context.channel, values: Object.fromEntries(typed) });
  if (!html) {
    typed.clear();
    if (dialog.open) dialog.close();
    dialog.replaceChildren();
    return;
  }
  const now = form();
  if (now && now.dataset.hash === hash) return;
  remember();
  swap(html);
});

async function submit(event) {
  event.preventDefault();
  if (form().classList.contains("busy") || showErrors(problemsOf(form()))) return;
  remember();
  busy(true);
  const answer = await act("submit", { view_id: viewId(), values: valuesOf(form()) }, { quiet: true });
  busy(false);
  const errors = answer.ack_body?.response_action === "errors" ? answer.ack_body.errors : null;
  if (errors) {
    if (!showErrors(errors)) toast("We had some trouble connecting. Try again?");
    return;
  }
  if (!answer.ok) toast(said(answer));
  await refresh();
}

function leaving() {
  if (JSON.stringify(valuesOf(form())) === begun.get(viewId())) return true;
  return ask({ title: "Leave this form?", text: "What you wrote in it is not saved.", yes: "Leave", no: "Go on writing", danger: true });
}

async function close(clear) {
  const id = viewId();
  if (!(await leaving())) return;
  typed.delete(id);
  await act("close", { view_id: id, clear });
  await refresh();
}

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (event.target === dialog) close(false);
});
