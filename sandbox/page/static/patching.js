// Lists of messages are patched as news comes in: what did not change stays, with its focus and its selection.

import { all, parsed } from "./dom.js";

// Whoever stands on a button stays on it when its message changes.
function exchange(was, node) {
  const held = was.contains(document.activeElement) ? document.activeElement.id : "";
  was.replaceWith(node);
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
}

// Replaces only the entries that changed, so that focus, menus and selections elsewhere stay.
export function patch(box, html, live) {
  const fresh = [...parsed(html).querySelectorAll("[data-key]")];
  const old = new Map(all(box, "[data-key]").map((node) => [node.dataset.key, node]));
  let before = null;
  for (const node of fresh) {
    const was = old.get(node.dataset.key);
    old.delete(node.dataset.key);
    const kept = was && was.dataset.revision === node.dataset.revision ? was : node;
    if (was && kept !== was) exchange(was, node);
    if (kept !== (before ? before.nextElementSibling : box.firstElementChild)) box.insertBefore(kept, before ? before.nextElementSibling : box.firstElementChild);
    if (kept === node && node.dataset.ts) live(node);
    before = kept;
  }
  for (const node of old.values()) node.remove();
}

// Where an entry belongs; nearly always at the end.
function after(box, ts) {
  let last = box.lastElementChild;
  let next = null;
  while (last?.dataset.ts > ts) {
    next = last;
    last = last.previousElementSibling;
  }
  return next;
}

const keyed = (box, { dataset }) => box.querySelector(`:scope > [data-key="${CSS.escape(dataset.key)}"]`);

// Replaces or adds a few entries among the others; a day's line comes before its first message.
export function patchSome(box, nodes, live) {
  const first = box.querySelector(":scope > [data-ts]")?.dataset.ts ?? "";
  let day = null;
  for (const node of nodes) {
    const { ts, revision } = node.dataset;
    const was = ts > box.lastElementChild?.dataset.ts ? null : keyed(box, node);
    if (!ts) {
      day = was ? null : node;
      continue;
    }
    // What is older than everything shown stays where the link to earlier messages leads.
    if (was?.dataset.revision === revision || (!was && ts < first)) continue;
    if (was) exchange(was, node);
    else box.insertBefore(node, after(box, ts));
    if (day) node.before(day);
    day = null;
    live(node);
  }
}
