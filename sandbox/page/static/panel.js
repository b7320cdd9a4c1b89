// The control panel: buttons that move the clock and make the weather; the record follows by itself.

import { coalesced } from "./dom.js";

async function send(method, path, body) {
  const answer = await fetch(`/sandbox/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const told = await answer.json();
  if (told.ok === false) alert(told.detail ?? told.error);
  return told;
}

const again = () => location.reload();
const on = (selector, run) => {
  for (const node of document.querySelectorAll(selector)) node.addEventListener("click", () => run(node));
};

on("[data-forward]", async (node) => { await send("POST", "clock", { add: Number(node.dataset.forward) }); again(); });
on("[data-real]", async () => { await send("POST", "clock", { real: true }); again(); });
on("[data-clear-faults]", async () => { await send("DELETE", "faults"); again(); });
on("[data-reset]", async () => {
  if (confirm("Messages, views, mails and records go. Reset the sandbox?")) { await send("POST", "reset", {}); again(); }
});

document.getElementById("clock").addEventListener("submit", async (event) => {
  event.preventDefault();
  await send("POST", "clock", { now: `${event.target.elements.to.value}:00+00:00` });
  again();
});

document.getElementById("fault").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { kind, target, times } = event.target.elements;
  await send("POST", "faults", { kind: kind.value, times: Number(times.value), ...(target.value ? { match: target.value } : {}) });
  again();
});

// Records that somebody is reading stay as they are.
const follow = coalesced(async () => {
  const box = document.getElementById("records");
  if (box.querySelector("details[open]")) return;
  const red = box.querySelector("ol").dataset.onlyRed;
  box.innerHTML = await (await fetch(`/page/records${red ? "?red=1" : ""}`)).text();
});
new EventSource("/sandbox/events").onmessage = follow;
