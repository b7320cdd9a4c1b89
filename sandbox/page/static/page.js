// The page: it is told what happens, and draws it; everything else is links and forms.

import { act, context, fragment, post } from "./api.js";
import { composer } from "./composer.js";
import { wired } from "./controls.js";
import { conversation, follow, shown } from "./conversation.js";
import { all, coalesced, json, make, parsed } from "./dom.js";
import { refresh as refreshModal } from "./modal.js";
import { valuesOf } from "./values.js";
import { weather } from "./weather.js";

const home = document.getElementById("home");
const sidebar = document.getElementById("sidebar");
const corner = document.getElementById("weather");

const refreshSidebar = coalesced(async () => {
  const fresh = parsed(await fragment("/page/sidebar", { channel: context.channel, tab: context.tab })).querySelector("nav");
  if (fresh) sidebar.querySelector("nav").replaceWith(fresh);
}, { rest: 100 });

// How many messages wait in a conversation; one that is not listed yet brings the whole list.
function mark(channel, count) {
  const link = sidebar.querySelector(`[data-place="${CSS.escape(channel)}"]`);
  if (!link) return refreshSidebar();
  link.classList.toggle("unread", Boolean(count));
  link.querySelector(".badge")?.remove();
  if (count) link.append(make("span", { class: "badge", "aria-label": `${count} unread` }, count));
}

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

const refreshWeather = coalesced(async () => {
  corner.innerHTML = await fragment("/page/weather");
  weather(corner);
});

// The app was installed anew: its commands, shortcuts and name may be others.
const refreshContext = coalesced(async () => {
  const fresh = parsed(await (await fetch(location.href)).text()).getElementById("context");
  if (fresh) Object.assign(context, json(fresh.textContent));
});

const NEWS = {
  reset: () => location.reload(),
  view: () => refreshModal(),
  home: () => home && refreshHome(),
  channel: () => refreshSidebar(),
  clock: () => refreshWeather(),
  faults: () => refreshWeather(),
  record: () => corner.open && refreshWeather(),
  member: () => refreshSidebar(),
  app: () => { refreshSidebar(); refreshContext(); },
};

function told(batch) {
  for (const type of batch.news) NEWS[type]?.();
  for (const [channel, count] of Object.entries(batch.unread)) mark(channel, count);
  follow(batch);
}

// What is drawn before one's eyes is read; so a page is told anew what there is when it comes into sight or leaves it.
let events = null;
let lost = false;

function listen() {
  events?.close();
  const seen = document.visibilityState === "visible" ? { looking: "yes" } : {};
  events = new EventSource(`/page/news?${new URLSearchParams({ as: context.user, ...shown(), ...seen })}`);
  events.onmessage = ({ data }) => told(JSON.parse(data));
  events.onerror = () => {
    lost = true;
    document.body.classList.add("offline");
  };
  events.onopen = () => {
    document.body.classList.remove("offline");
    if (lost) location.reload();
    refreshModal();
    if (home) refreshHome();
    document.body.dataset.live = "yes";
  };
}

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
document.addEventListener("visibilitychange", listen);
conversation();
listen();
