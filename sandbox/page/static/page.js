// The page: it is told what happens, and draws it; everything else is links and forms.

import { act, context, fragment, post } from "./api.js";
import { composer } from "./composer.js";
import { wired } from "./controls.js";
import { conversation, follow } from "./conversation.js";
import { all, coalesced, json, make, parsed } from "./dom.js";
import { refresh as refreshModal } from "./modal.js";
import { stream } from "./stream.js";
import { valuesOf } from "./values.js";
import { weather } from "./weather.js";

const home = document.getElementById("home");
const sidebar = document.getElementById("sidebar");
const corner = document.getElementById("weather");

// How many messages wait in a conversation.
function mark(channel, count) {
  const link = sidebar.querySelector(`[data-place="${CSS.escape(channel)}"]`);
  if (!link) return;
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
  clock: () => refreshWeather(),
  faults: () => refreshWeather(),
  record: () => corner.open && refreshWeather(),
  app: () => refreshContext(),
};

// A click is lost when its link is replaced under the pointer, so what says the same stays.
function redraw(was, fresh) {
  if (!was.isEqualNode(fresh)) was.replaceWith(fresh);
}

function told(batch) {
  for (const type of batch.news) NEWS[type]?.();
  if (batch.sidebar) redraw(sidebar.querySelector("nav"), parsed(batch.sidebar).querySelector("nav"));
  for (const [channel, count] of Object.entries(batch.unread)) mark(channel, count);
  follow(batch);
}

// What is drawn before one's eyes is read; so a page is told anew what there is when it comes into sight or leaves it.
let lost = false;

function newsOf() {
  const seen = document.visibilityState === "visible" ? { looking: "yes" } : {};
  const { user, channel, tab, shown } = context;
  return `/page/news?${new URLSearchParams({ as: user, channel, tab, shown, ...seen })}`;
}

const HEARD = {
  onmessage: ({ data }) => told(JSON.parse(data)),
  onerror: () => {
    lost = true;
    document.body.classList.add("offline");
  },
  onopen: () => {
    document.body.classList.remove("offline");
    if (lost) location.reload();
    refreshModal();
    if (home) refreshHome();
    document.body.dataset.live = "yes";
  },
};

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
conversation();
stream(newsOf, HEARD, { anew: true });
