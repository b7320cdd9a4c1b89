// The control panel: clock and faults show what they are at once, and the record follows by itself.

import { ask } from "./ask.js";
import { coalesced, parsed } from "./dom.js";
import { stream } from "./stream.js";
import { reset, weather } from "./weather.js";

const cards = document.querySelector(".cards");
const records = document.getElementById("records");

function live() {
  weather(cards);
  cards.querySelector("[data-reset]").addEventListener("click", async () => {
    const sure = await ask({ title: "Reset the sandbox?", text: "Messages, views, mails and records go.", yes: "Reset", danger: true });
    if (sure) await reset();
  });
}

// A form that somebody fills in stays as it is, also when they began while the page was asked for.
const redraw = coalesced(async () => {
  const fresh = parsed(await (await fetch(location.href)).text()).querySelector(".cards");
  if (cards.contains(document.activeElement) && document.activeElement.matches("input")) return;
  const held = document.activeElement?.textContent;
  cards.replaceChildren(...fresh.childNodes);
  live();
  [...cards.querySelectorAll("button")].find((button) => button.textContent === held)?.focus();
});

// Records that somebody is reading stay too.
const follow = coalesced(async () => {
  if (records.querySelector("details[open]")) return;
  records.innerHTML = await (await fetch(`/page/records${location.search}`)).text();
}, { rest: 250 });

live();
stream(() => "/sandbox/events", {
  onopen: () => { redraw(); follow(); },
  onmessage: ({ data }) => {
    const { type } = JSON.parse(data);
    if (["clock", "faults", "reset"].includes(type)) redraw();
    if (["record", "reset"].includes(type)) follow();
  },
});
