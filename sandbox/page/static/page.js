// The page: lists are patched as news comes in, everything else is links and forms.

import { act, context, fragment, post } from "./api.js";
import { ask } from "./ask.js";
import { composer } from "./composer.js";
import { wired } from "./controls.js";
import { all, coalesced, json, parsed } from "./dom.js";
import { openMenu } from "./menu.js";
import { refresh as refreshModal } from "./modal.js";
import { patch, patchSome } from "./patching.js";
import { valuesOf } from "./values.js";
import { weather } from "./weather.js";

const main = document.querySelector("main");
const list = document.getElementById("messages");
const thread = document.getElementById("thread");
const home = document.getElementById("home");
const sidebar = document.getElementById("sidebar");

const message = (node) => node.closest("[data-ts]");
const atBottom = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80;

function live(node) {
  const where = { channel: node.dataset.channel, ts: node.dataset.ts, ...("ephemeral" in node.dataset ? { is_ephemeral: true } : {}) };
  const blocks = node.querySelector(".blocks");
  if (blocks) wired(blocks, where, () => ({ values: valuesOf(blocks) }));
  node.querySelector("[data-menu]")?.addEventListener("click", (event) => menu(message(node), event.currentTarget));
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

// Twenty windows of a busy channel share a machine: each draws a few times a second what came meanwhile.
const NEWS_REST = { rest: 60 };

// Which messages there is news of; every one, when that is not known.
const EVERY = "";
const told = new Set();

const refreshList = coalesced(async () => {
  const stay = atBottom(main);
  const only = told.has(EVERY) || !told.size ? "" : [...told].join(" ");
  told.clear();
  const seen = document.visibilityState === "visible" ? { looking: "yes" } : {};
  const html = await fragment("/page/messages", { channel: context.channel, shown: context.shown, only, ...seen });
  const fresh = parsed(html).querySelector("ol");
  if (!fresh) told.add(EVERY);
  else if ("whole" in fresh.dataset) patch(list, html, live);
  else patchSome(list, [...fresh.children], live);
  if (stay) forget();
  if (stay) main.scrollTop = main.scrollHeight;
  // What one looks at is read.
  if (sidebar.querySelector("[aria-current] .badge")) refreshSidebar();
}, NEWS_REST);

// Who reads the end of a long day does not need its beginning; a link leads there.
function forget() {
  while (list.childElementCount > 2 * context.shown) {
    list.firstElementChild.remove();
    document.querySelector(".earlier").hidden = false;
  }
}

const refreshThread = coalesced(async () => {
  const box = thread.querySelector("ol");
  const stay = atBottom(thread);
  patch(box, await fragment("/page/messages", { channel: context.channel, thread: context.thread }), live);
  if (stay) thread.scrollTop = thread.scrollHeight;
}, NEWS_REST);

const refreshSidebar = coalesced(async () => {
  const fresh = parsed(await fragment("/page/sidebar", { channel: context.channel, tab: context.tab })).querySelector("nav");
  if (fresh) sidebar.querySelector("nav").replaceWith(fresh);
}, NEWS_REST);

const refreshHome = coalesced(async () => {
  const form = home.querySelector("form");
  const { html, hash } = await post("/page/home", { as: context.user, values: form ? valuesOf(form) : {} });
  if (form && form.dataset.hash === hash) return;
  const held = document.activeElement?.id;
  home.replaceChildren(parsed(html));
  liveHome();
  if (held) document.getElementById(held)?.focus();
});

function liveHome() {
  const form = home.querySelector("form");
  form?.addEventListener("submit", (event) => event.preventDefault());
  if (form) wired(form, { view_id: form.dataset.view }, () => ({ values: valuesOf(form) }));
}

const corner = document.getElementById("weather");

const refreshWeather = coalesced(async () => {
  corner.innerHTML = await fragment("/page/weather");
  weather(corner);
});

// The app was installed anew: its commands, shortcuts and name may be others.
const refreshContext = coalesced(async () => {
  const fresh = parsed(await (await fetch(location.href)).text()).getElementById("context");
  if (fresh) Object.assign(context, json(fresh.textContent));
});

function refreshConversation(ts = EVERY) {
  told.add(ts);
  if (list) refreshList();
  if (thread) refreshThread();
}

const NEWS = {
  reset: () => location.reload(),
  message: ({ channel, ts = EVERY }) => {
    if (channel === context.channel) refreshConversation(ts);
    if (!list || channel !== context.channel) refreshSidebar();
  },
  view: () => refreshModal(),
  home: () => home && refreshHome(),
  channel: () => refreshSidebar(),
  clock: () => { refreshConversation(); refreshWeather(); },
  faults: () => refreshWeather(),
  record: () => corner.open && refreshWeather(),
  member: () => { refreshConversation(); refreshSidebar(); },
  app: () => { refreshConversation(); refreshSidebar(); refreshContext(); },
};

function news(item) {
  if (!item.user || item.user === context.user) NEWS[item.type]?.(item);
}

// What happened between the drawing of the page and its first news.
function catchUp() {
  refreshConversation();
  refreshModal();
  if (home) refreshHome();
}

document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refreshConversation());

function listen() {
  const events = new EventSource("/sandbox/events");
  let lost = false;
  events.onmessage = ({ data }) => news(JSON.parse(data));
  events.onerror = () => {
    lost = true;
    document.body.classList.add("offline");
  };
  events.onopen = () => {
    document.body.classList.remove("offline");
    if (lost) location.reload();
    catchUp();
    document.body.dataset.live = "yes";
  };
}

// Whoever stands at the end stays there when the window changes its size.
let end = true;
main.addEventListener("scroll", () => { end = atBottom(main); });
new ResizeObserver(() => { if (list && end) main.scrollTop = main.scrollHeight; }).observe(main);
for (const box of [list, thread?.querySelector("ol")]) if (box) all(box, "[data-ts]").forEach(live);
all(document, "form.composer").forEach(composer);
document.getElementById("as")?.addEventListener("change", ({ target }) => target.form.submit());
const burger = document.querySelector("[data-sidebar]");
function showSidebar(is) {
  document.body.classList.toggle("with-sidebar", is);
  burger.setAttribute("aria-expanded", String(is));
  if (is) document.getElementById("as").focus();
}
document.querySelector(".column").addEventListener("click", ({ target }) => {
  showSidebar(burger.contains(target) && !document.body.classList.contains("with-sidebar"));
});
sidebar.addEventListener("keydown", ({ key }) => key === "Escape" && showSidebar(false));
if (home) liveHome();
if (context.is_app) act("home", { tab: home ? "home" : "messages" }, { quiet: true });
weather(corner);
corner.addEventListener("toggle", () => corner.open && refreshWeather());
main.scrollTop = main.scrollHeight;
if (thread) thread.scrollTop = thread.scrollHeight;
listen();
