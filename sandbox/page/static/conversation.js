// The messages of a conversation and of a thread: what they can do, and how they follow what happens.

import { act, context, fragment, post } from "./api.js";
import { ask } from "./ask.js";
import { wired } from "./controls.js";
import { all, coalesced, parsed } from "./dom.js";
import { ending } from "./ending.js";
import { openMenu } from "./menu.js";
import { patch, patchSome } from "./patching.js";
import { valuesOf } from "./values.js";

const main = document.querySelector("main");
const list = document.getElementById("messages");
const thread = document.getElementById("thread");
const end = list && ending(main);
const CONTROLS = "[data-click], [data-overflow], [data-control]";

function live(node) {
  if (!node.querySelector(CONTROLS)) return;
  const where = { channel: node.dataset.channel, ts: node.dataset.ts, ...("ephemeral" in node.dataset ? { is_ephemeral: true } : {}) };
  const blocks = node.querySelector(".blocks");
  wired(blocks, where, () => ({ values: valuesOf(blocks) }));
}

function open(ts) {
  const url = new URL(location.href);
  url.searchParams.set("thread", ts);
  location.assign(url);
}

async function edit(node) {
  const answer = await ask({ title: "Edit message", yes: "Save changes", fields: [{ label: "Message", value: node.dataset.source, multiline: true }] });
  if (!answer?.[0].trim()) return;
  await act("edit", { channel: node.dataset.channel, ts: node.dataset.ts, ...(await post("/page/compose", { text: answer[0] })) });
}

async function remove(node) {
  const sure = await ask({ title: "Delete message", text: "It is gone for everyone, and cannot be brought back.", yes: "Delete", danger: true });
  if (sure) await act("delete", { channel: node.dataset.channel, ts: node.dataset.ts });
}

function menu(node, anchor) {
  const where = { channel: node.dataset.channel, ts: node.dataset.ts };
  const mine = node.dataset.user === context.user;
  openMenu(anchor, [
    { label: "Reply in thread", run: () => open(node.dataset.thread || node.dataset.ts) },
    ...(mine ? [{ label: "Edit message", run: () => edit(node) }, { label: "Delete message", danger: true, run: () => remove(node) }] : []),
    ...context.shortcuts.filter(({ type }) => type === "message").flatMap(({ name, callback_id }, index) => [
      ...(index ? [] : [null]), { label: `${name} · ${context.app}`, run: () => act("shortcut", { callback_id, ...where }) },
    ]),
  ]);
}

// Who reads the end of a long day does not need its beginning; a link leads there. Taken away by many at a time, because
// everything below moves.
function forget() {
  if (list.childElementCount <= 1.5 * context.shown) return;
  while (list.childElementCount > context.shown) list.firstElementChild.remove();
  document.querySelector(".earlier").hidden = false;
}

function draw(batches) {
  const there = end.there();
  for (const { whole, html } of batches) {
    if (whole) patch(list, html, live);
    else patchSome(list, [...parsed(html).firstElementChild.children], live);
  }
  if (there) forget();
  end.settle(there);
}

// What came in together is drawn together, however late this page is. Not while a picture of the screen is made: a scroll
// in there asks for one more picture.
let waiting = [];

function show(batch) {
  if (waiting.push(batch) > 1) return;
  setTimeout(() => {
    const batches = waiting;
    waiting = [];
    draw(batches);
  });
}

const refreshThread = coalesced(async () => {
  patch(thread.querySelector("ol"), await fragment("/page/messages", { channel: context.channel, thread: context.thread }), live);
}, { rest: 100 });

// What came in: messages drawn already, and the threads that something was said in, "" when any may have changed.
export function follow(batch) {
  if (list && (batch.whole || batch.html)) show(batch);
  if (thread && batch.threads.some((ts) => !ts || ts === context.thread)) refreshThread();
}

export function conversation() {
  for (const box of [list, thread?.querySelector("ol")].filter(Boolean)) {
    all(box, "[data-ts]").forEach(live);
    box.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-menu]");
      if (button) menu(button.closest("[data-ts]"), button);
    });
  }
  if (thread) ending(thread);
}
