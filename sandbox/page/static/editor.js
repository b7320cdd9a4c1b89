// The editor of a rich_text_input: a contenteditable that knows what Slack's editor knows.

import { ask } from "./ask.js";
import { all, json, make } from "./dom.js";
import { elementsOf, mention } from "./rich.js";
import { completing } from "./completion.js";
import { context } from "./api.js";

const run = (command, value) => document.execCommand(command, false, value);

function around(name, editor) {
  const at = getSelection().anchorNode;
  const element = at?.nodeType === Node.TEXT_NODE ? at.parentElement : at;
  const found = element?.closest?.(name);
  return found && editor.contains(found) ? found : null;
}

function code(editor) {
  const inside = around("code", editor);
  const selection = getSelection();
  if (inside) {
    inside.replaceWith(...inside.childNodes);
    return;
  }
  const words = selection.toString();
  run("insertHTML", `<code>${words ? make("i", {}, words).innerHTML : "\u200b"}</code>`);
}

function quote(editor) {
  if (around("blockquote", editor)) run("outdent");
  else run("formatBlock", "blockquote");
}

async function link(editor) {
  const selection = getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
  const existing = around("a", editor);
  const answer = await ask({
    title: "Add link", yes: "Save",
    fields: [{ label: "Text", value: existing?.textContent ?? selection.toString() }, { label: "Link", value: existing?.getAttribute("href") ?? "" }],
  });
  editor.focus();
  if (!answer || !answer[1]) return;
  const [text, typed] = answer;
  const href = /^(https?:|mailto:|tel:)/i.test(typed) ? typed : `https://${typed}`;
  selection.removeAllRanges();
  if (range) selection.addRange(range);
  if (existing) existing.remove();
  run("insertHTML", make("p", {}, make("a", { href }, text || href)).innerHTML);
}

const COMMANDS = {
  bold: () => run("bold"),
  italic: () => run("italic"),
  strike: () => run("strikeThrough"),
  code,
  link,
  ordered: () => run("insertOrderedList"),
  bullet: () => run("insertUnorderedList"),
  quote,
};

const KEYS = { KeyX: "strike", KeyC: "code", KeyU: "link", Digit7: "ordered", Digit8: "bullet", Digit9: "quote" };
const STARTS = { "-": "bullet", "*": "bullet", "1.": "ordered", ">": "quote" };

// "- " and "1. " at the beginning of a line start a list, "> " a quotation.
function started(editor, event) {
  const at = getSelection();
  const node = at.anchorNode;
  if (event.key !== " " || node?.nodeType !== Node.TEXT_NODE || around("li", editor) || around("blockquote", editor)) return;
  const before = node.data.slice(0, at.anchorOffset);
  const command = STARTS[before];
  if (!command || node.previousSibling) return;
  event.preventDefault();
  for (const _ of before) run("delete");
  COMMANDS[command](editor);
}

function pressed(editor, event) {
  const control = event.ctrlKey || event.metaKey;
  if (event.key === "Tab" && around("li", editor)) {
    event.preventDefault();
    run(event.shiftKey ? "outdent" : "indent");
  } else if (control && event.shiftKey && KEYS[event.code]) {
    event.preventDefault();
    COMMANDS[KEYS[event.code]](editor);
  } else if (control && event.key === "Enter") {
    event.preventDefault();
    editor.closest("form")?.requestSubmit();
  } else {
    started(editor, event);
  }
}

function pasted(event) {
  event.preventDefault();
  const text = event.clipboardData.getData("text/plain");
  const selected = getSelection().toString();
  if (selected && /^https?:\/\/\S+$/.test(text)) run("createLink", text);
  else run("insertText", text);
}

function reflect(root, editor) {
  const states = {
    bold: document.queryCommandState("bold"), italic: document.queryCommandState("italic"), strike: document.queryCommandState("strikeThrough"),
    code: Boolean(around("code", editor)), bullet: document.queryCommandState("insertUnorderedList"),
    ordered: document.queryCommandState("insertOrderedList"), quote: Boolean(around("blockquote", editor)), link: Boolean(around("a", editor)),
  };
  for (const button of all(root, "[data-command]")) button.setAttribute("aria-pressed", String(states[button.dataset.command]));
}

export function editor(root) {
  const area = root.querySelector(".editor");
  const names = (user) => context.people.find((person) => person.id === user)?.name ?? user;
  const value = json(area.dataset.value);
  area.replaceChildren(...elementsOf(value, names));
  area.addEventListener("focus", () => {
    run("defaultParagraphSeparator", "p");
    run("styleWithCSS", "false");
  });
  completing(area, { insert: (person) => run("insertHTML", `${mention(person.id, person.name).outerHTML}&nbsp;`) });
  area.addEventListener("keydown", (event) => event.defaultPrevented || pressed(area, event));
  area.addEventListener("paste", pasted);
  for (const type of ["keyup", "pointerup", "input"]) area.addEventListener(type, () => reflect(root, area));
  for (const button of all(root, "[data-command]")) {
    // The selection must stay in the text while the button is pressed.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      area.focus();
      COMMANDS[button.dataset.command](area);
      reflect(root, area);
    });
  }
}
