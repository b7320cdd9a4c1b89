// Completion while writing: members after @, commands after / at the beginning of a message.

import { context } from "./api.js";
import { beside, make } from "./dom.js";

const AT_MOST = 8;

const starts = (name, typed) => name.toLocaleLowerCase().split(/[\s-]+/).some((word) => word.startsWith(typed)) || name.toLocaleLowerCase().startsWith(typed);

function people(typed) {
  return context.people.filter(({ name }) => starts(name, typed.toLocaleLowerCase())).map((person) => ({ ...person, label: person.name }));
}

export function commands(typed) {
  return context.commands.filter(({ command }) => command.startsWith(typed)).map((one) => ({
    ...one, label: one.command, hint: one.usage_hint ?? "", about: one.description ?? "",
  }));
}

// What stands between the last @ and the caret.
function typedName(text) {
  return /(?:^|\s)@([\p{L}-]*(?: [\p{L}-]*)?)$/u.exec(text)?.[1];
}

function before(area) {
  if ("value" in area) return area.value.slice(0, area.selectionStart);
  const at = getSelection();
  return at.anchorNode?.nodeType === Node.TEXT_NODE ? at.anchorNode.data.slice(0, at.anchorOffset).replaceAll("\u00a0", " ") : "";
}

function erase(area, length) {
  if ("value" in area) area.setSelectionRange(area.selectionStart - length, area.selectionStart);
  else for (let count = 0; count < length; count += 1) getSelection().modify("extend", "backward", "character");
}

// insert(item) puts a chosen member in place of the selection; run(command) takes a chosen command.
export function completing(area, { insert, run = null }) {
  const list = make("ul", { class: "listbox completion", role: "listbox", popover: "manual", id: `${area.id}-completion`, "aria-label": "Suggestions" });
  area.after(list);
  let items = [];
  let at = 0;
  let length = 0;

  const isOpen = () => list.matches(":popover-open");

  function close() {
    if (isOpen()) list.hidePopover();
    area.removeAttribute("aria-activedescendant");
  }

  function point(next) {
    at = (next + items.length) % items.length;
    [...list.children].forEach((row, index) => {
      row.classList.toggle("active", index === at);
      row.setAttribute("aria-selected", String(index === at));
    });
    list.children[at].scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function draw() {
    list.replaceChildren(...items.map((item, index) => make("li", { role: "option", id: `${list.id}-${index}`, onclick: () => take(index) },
      make("strong", {}, item.label), item.hint ? make("span", { class: "usage" }, ` ${item.hint}`) : null, item.about ? make("small", {}, item.about) : null)));
    if (!isOpen()) list.showPopover();
    beside(list, area, { above: true, wide: true });
    point(0);
  }

  function take(index) {
    const item = items[index];
    close();
    area.focus();
    if (item.command) {
      run(item);
      return;
    }
    erase(area, length);
    insert(item);
  }

  area.addEventListener("input", () => {
    const text = before(area);
    const name = typedName(text);
    const command = run && /^\/\S*$/.test(text) ? commands(text) : [];
    items = command.length ? command : name === undefined ? [] : people(name).slice(0, AT_MOST);
    length = command.length ? text.length : (name?.length ?? 0) + 1;
    if (items.length) draw();
    else close();
  });
  area.addEventListener("keydown", (event) => {
    if (!isOpen()) return;
    const exact = items[at]?.command && items[at].command === before(area);
    if (event.key === "ArrowDown") point(at + 1);
    else if (event.key === "ArrowUp") point(at - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab" || (event.key === "Enter" && !exact)) take(at);
    else {
      // A command that is typed to its end is sent; its suggestion has done its work.
      if (event.key === "Enter") close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  area.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
}
