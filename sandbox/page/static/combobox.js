// Selects with type-ahead, after the ARIA combobox pattern; options of the page or of the app.

import { all, beside, json, make } from "./dom.js";

const WAIT = 80;
const text = (option) => option.text?.text ?? option.value;

// suggest(value) gives {options} or {option_groups}; only external selects need it.
export function combobox(root, suggest) {
  const input = root.querySelector("[role=combobox]");
  const list = root.querySelector("[role=listbox]");
  const chips = root.querySelector(".chips");
  const clear = root.querySelector(".clear");
  const many = "many" in root.dataset;
  const remote = "least" in root.dataset;
  let chosen = json(root.dataset.chosen) ?? [];
  let active = null;
  let timer = null;
  let asked = 0;

  const options = () => all(list, "[role=option]").filter((row) => !row.hidden);
  const isOpen = () => list.matches(":popover-open");
  const has = (option) => chosen.some((one) => one.value === option.value);

  function show() {
    chips.replaceChildren(...(many ? chosen : []).map((option) => make("li", {}, text(option), make("button", {
      type: "button", "aria-label": `Remove ${text(option)}`, onclick: () => pick(option),
    }, "×"))));
    if (!many) input.value = chosen[0] ? text(chosen[0]) : "";
    input.placeholder = many && chosen.length ? "" : input.dataset.placeholder;
    clear.hidden = many || !chosen.length;
    for (const row of all(list, "[role=option]")) row.setAttribute("aria-selected", String(has(json(row.dataset.option))));
  }

  function set(next) {
    chosen = next;
    root.dataset.chosen = JSON.stringify(chosen);
    show();
    root.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
  }

  function pick(option) {
    const most = Number(root.dataset.atMost ?? Infinity);
    if (!many) {
      close();
      set([option]);
      return;
    }
    if (!has(option) && chosen.length >= most) return;
    input.value = "";
    set(has(option) ? chosen.filter((one) => one.value !== option.value) : [...chosen, option]);
    if (isOpen()) search("");
  }

  function point(row) {
    active?.classList.remove("active");
    active = row ?? null;
    active?.classList.add("active");
    active?.scrollIntoView({ block: "nearest" });
    if (active) input.setAttribute("aria-activedescendant", active.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function note(words) {
    list.querySelector(".note")?.remove();
    if (words) list.append(make("li", { class: "note", role: "none" }, words));
  }

  function row(option, id) {
    return make("li", { role: "option", id, "data-option": JSON.stringify(option), "aria-selected": String(has(option)) }, text(option),
      option.description ? make("small", {}, option.description.text) : null);
  }

  function draw({ options: flat = [], option_groups: groups = null } = {}) {
    const each = (some, name) => some.map((option, index) => row(option, `${list.id}-${name}-${index}`));
    list.replaceChildren(...(groups ? groups.map(({ label, options: some }, number) => make("li", { role: "group", "aria-labelledby": `${list.id}-g${number}` },
      make("span", { class: "group", id: `${list.id}-g${number}` }, label.text), make("ul", { role: "none" }, ...each(some, number)))) : each(flat, 0)));
  }

  async function fetchOptions(value) {
    const mine = ++asked;
    if (value.length < Number(root.dataset.least)) {
      draw();
      note(`Type at least ${root.dataset.least} letters.`);
      return;
    }
    const answer = await suggest(value);
    if (mine !== asked || !isOpen()) return;
    draw(answer ?? {});
    note(answer ? (options().length ? "" : "No results") : "The app did not answer.");
    point(value ? options()[0] : null);
    beside(list, root, { wide: true });
  }

  function filter(value) {
    const words = value.toLocaleLowerCase().split(/\s+/);
    for (const one of all(list, "[role=option]")) one.hidden = !words.every((word) => one.textContent.toLocaleLowerCase().includes(word));
    for (const group of all(list, "[role=group]")) group.hidden = !group.querySelector("[role=option]:not([hidden])");
    note(options().length ? "" : "No results");
    point(value ? options()[0] : null);
    beside(list, root, { wide: true });
  }

  function search(value) {
    clearTimeout(timer);
    if (!remote) filter(value);
    else if (value) timer = setTimeout(() => fetchOptions(value), WAIT);
    else fetchOptions(value);
  }

  function open() {
    if (isOpen()) return;
    list.showPopover();
    input.setAttribute("aria-expanded", "true");
    beside(list, root, { wide: true });
    search(many ? input.value : "");
  }

  function close() {
    point(null);
    asked += 1;
    if (isOpen()) list.hidePopover();
    input.setAttribute("aria-expanded", "false");
  }

  function move(step) {
    const rows = options();
    if (!rows.length) return;
    const at = rows.indexOf(active);
    point(rows[at < 0 && step < 0 ? rows.length - 1 : (at + step + rows.length) % rows.length]);
  }

  const KEYS = {
    ArrowDown: () => (isOpen() ? move(1) : open()) ?? true,
    ArrowUp: () => (isOpen() ? move(-1) : open()) ?? true,
    Enter: () => {
      if (isOpen() && active) pick(json(active.dataset.option));
      return true;
    },
    Escape: () => {
      const was = isOpen();
      close();
      if (!many) show();
      return was;
    },
    Backspace: () => {
      if (many && !input.value && chosen.length) set(chosen.slice(0, -1));
      return false;
    },
  };

  input.addEventListener("keydown", (event) => {
    if (KEYS[event.key]?.()) event.preventDefault();
  });
  input.addEventListener("input", () => {
    open();
    search(input.value);
  });
  input.addEventListener("click", () => {
    if (!many) input.select();
    open();
  });
  input.addEventListener("blur", () => {
    close();
    if (many) input.value = "";
    show();
  });
  clear.addEventListener("click", () => set([]));
  // The text field keeps the focus: leaving it would redraw what is being pressed.
  for (const part of [list, chips, clear]) part.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const found = event.target.closest("[role=option]");
    if (found) pick(json(found.dataset.option));
  });
  show();
}
