// The mail program: new mail shows at once, and what is read can be answered, accepted or bounced.

import { post, toast } from "./api.js";
import { all, coalesced, parsed } from "./dom.js";
import { openMenu } from "./menu.js";
import { stream } from "./stream.js";

const refresh = coalesced(async () => {
  const fresh = parsed(await (await fetch(location.href)).text());
  for (const part of [".letters", ".boxes nav"]) document.querySelector(part).replaceChildren(...fresh.querySelector(part).childNodes);
});

stream(() => "/sandbox/events", {
  onopen: refresh,
  onmessage: ({ data }) => ["mail", "reset", "member"].includes(JSON.parse(data).type) && refresh(),
});

const tools = document.querySelector("[data-letter]");
const dialog = document.getElementById("answer");
const form = dialog?.querySelector("form");

const send = (answer) => post(`/mail/${tools.dataset.letter}/answers`, { as: tools.dataset.reader, ...answer })
  .catch(() => ({ ok: false, said: "The sandbox does not answer." }));

// Program and language are remembered for this mailbox's next answer.
const remembered = (name) => `mail ${name} of ${tools.dataset.reader}`;
const manner = () => Object.fromEntries(["program", "language"].map((name) => [name, form.elements[name].value]));

async function sendNow(kind) {
  toast((await send({ kind, ...manner() })).said);
}

function write(kind, title) {
  dialog.dataset.kind = kind;
  dialog.querySelector("h2").textContent = title;
  for (const part of all(dialog, "[data-only]")) part.hidden = part.dataset.only !== kind;
  form.elements.to.required = kind === "forward";
  dialog.querySelector(".error").hidden = true;
  dialog.showModal();
  form.elements[kind === "forward" ? "to" : "words"].focus();
}

async function submit(event) {
  event.preventDefault();
  const { to, words } = form.elements;
  const { ok, said } = await send({ kind: dialog.dataset.kind, words: words.value, to: to.value, ...manner() });
  const line = dialog.querySelector(".error");
  line.textContent = ok ? "" : said;
  line.hidden = ok;
  if (!ok) return;
  form.elements.words.value = "";
  dialog.close();
  toast(said);
}

if (tools) {
  for (const name of ["program", "language"]) {
    const field = form.elements[name];
    field.value = localStorage.getItem(remembered(name)) ?? field.value;
    field.addEventListener("change", () => localStorage.setItem(remembered(name), field.value));
  }
  for (const button of all(document, "[data-answer]")) button.addEventListener("click", () => write(button.dataset.answer, button.textContent));
  for (const button of all(document, "[data-send]")) button.addEventListener("click", () => sendNow(button.dataset.send));
  form.addEventListener("submit", submit);
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  tools.querySelector("[data-machines]").addEventListener("click", ({ currentTarget }) => openMenu(currentTarget, [
    { label: "Bounce: no such mailbox", danger: true, run: () => sendNow("bounce") },
    { label: "Report a delay", run: () => sendNow("delay") },
    null,
    { label: "Send a vacation answer", run: () => sendNow("vacation") },
  ]));
}
