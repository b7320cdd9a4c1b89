// Brings the controls of a view, a message or a Home tab to life.

import { act, post } from "./api.js";
import { confirmed } from "./ask.js";
import { combobox } from "./combobox.js";
import { all, json, make } from "./dom.js";
import { editor } from "./editor.js";
import { openMenu } from "./menu.js";
import { context } from "./api.js";
import { stateOf } from "./values.js";

const WAIT = 250;

async function upload(file) {
  const body = new FormData();
  body.append("user", context.user);
  body.append("file", file);
  const answer = await (await fetch("/sandbox/act/upload", { method: "POST", body })).json();
  return answer.file ?? answer.files?.[0];
}

export function files(root) {
  const input = root.querySelector("input[type=file]");
  const list = root.querySelector(".uploaded");
  const held = () => json(root.dataset.files) ?? [];
  const keep = (next) => {
    root.dataset.files = JSON.stringify(next);
    list.replaceChildren(...next.map((file) => make("li", {}, file.name, make("button", {
      type: "button", "aria-label": `Remove ${file.name}`, onclick: () => keep(held().filter((one) => one.id !== file.id)),
    }, "×"))));
  };
  input.addEventListener("change", async () => {
    root.classList.add("busy");
    const room = Number(root.dataset.atMost ?? 10) - held().length;
    const sent = await Promise.all([...input.files].slice(0, Math.max(0, room)).map(upload));
    keep([...held(), ...sent.filter(Boolean)]);
    input.value = "";
    root.classList.remove("busy");
    root.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
  });
  keep(held());
}

// Buttons lead to web pages; other schemes could run something here.
function follow(url) {
  if (/^https?:/i.test(url ?? "")) window.open(url, "_blank", "noopener");
}

// where names the view or message that is clicked on; state gives its values at that moment.
export function wired(root, where, state, after = () => {}) {
  const tell = async (element, more) => {
    if (!(await confirmed(element))) return;
    element.setAttribute("aria-busy", "true");
    const { block, action } = element.dataset;
    await act("click", { ...where, block_id: block, action_id: action, ...more, ...state() });
    element.removeAttribute("aria-busy");
    await after();
  };
  const ask = async (control, value) => {
    const { block, action } = control.dataset;
    const answer = await post("/sandbox/act/suggest", { user: context.user, ...where, block_id: block, action_id: action, value }).catch(() => null);
    return answer?.ok ? answer : null;
  };

  for (const button of all(root, "[data-click]")) {
    button.addEventListener("click", () => {
      follow(button.dataset.url);
      tell(button, button.dataset.value === undefined ? {} : { value: button.dataset.value });
    });
  }
  for (const button of all(root, "[data-overflow]")) {
    button.addEventListener("click", () => openMenu(button, json(button.dataset.options).map((option) => ({
      label: option.text.text,
      run: () => {
        follow(option.url);
        tell(button, { selected_option: option });
      },
    }))));
  }
  for (const control of all(root, "[data-control]")) {
    if (control.matches(".combobox")) combobox(control, (value) => ask(control, value));
    if (control.matches(".rich-control")) editor(control);
    if (control.matches(".files")) files(control);
    dispatching(control, () => tell(control, stateOf(control)));
  }
}

function dispatching(control, tell) {
  const when = control.dataset.dispatch.split(" ");
  let timer = null;
  if (when.includes("change")) for (const type of ["change", "chosen"]) control.addEventListener(type, (event) => {
    // A combobox tells by itself what was chosen; the text in it changes for other reasons too.
    if (type === "change" && control.matches(".combobox, .files")) event.stopPropagation();
    else tell();
  });
  if (when.includes("character")) control.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, WAIT);
  });
  control.addEventListener("keydown", (event) => {
    // Enter in a single line submits nothing; in Slack it only tells an app that asked for it.
    if (event.key !== "Enter" || event.target.nodeName !== "INPUT" || event.defaultPrevented) return;
    event.preventDefault();
    if (when.includes("enter")) tell();
    else if (event.ctrlKey || event.metaKey || control.matches(".typed")) control.closest("form")?.requestSubmit();
  });
}
