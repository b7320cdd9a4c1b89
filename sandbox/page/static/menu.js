// Menus: the dots of a message, an overflow, the lightning of the composer.

import { beside, make } from "./dom.js";

// items: [{label, run, danger?}] or null for a line between groups.
export function openMenu(anchor, items) {
  const home = anchor.closest("dialog") ?? document.body;
  const rows = items.map((item) => item
    ? make("button", { type: "button", role: "menuitem", class: item.danger ? "danger" : "", onclick: () => { close(); item.run(); } }, item.label)
    : make("hr"));
  const menu = make("div", { class: "menu", role: "menu", popover: "auto" }, ...rows);
  const close = () => menu.hidePopover();
  const buttons = rows.filter((row) => row.nodeName === "BUTTON");
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.removeAttribute("aria-expanded");
    const held = menu.contains(document.activeElement);
    menu.remove();
    if (held || document.activeElement === document.body) anchor.focus();
  });
  menu.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: at + 1, ArrowUp: at - 1 + buttons.length, Home: 0, End: buttons.length - 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    buttons[step % buttons.length].focus();
  });
  home.append(menu);
  anchor.setAttribute("aria-expanded", "true");
  menu.showPopover();
  beside(menu, anchor);
  buttons[0]?.focus();
}
