// Clock and faults, wherever they are shown: on the control panel, and in the corner of the workspace.

import { toast } from "./api.js";
import { all, json } from "./dom.js";

async function send(method, path, body) {
  const answer = await fetch(`/sandbox/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const told = await answer.json();
  if (told.ok === false) toast(told.response_metadata?.messages?.join(" ") ?? told.error);
  return told;
}

export const reset = () => send("POST", "reset", {});

export function weather(root) {
  const on = (selector, type, run) => all(root, selector).forEach((node) => node.addEventListener(type, (event) => {
    event.preventDefault();
    run(node);
  }));
  on("[data-forward]", "click", ({ dataset }) => send("POST", "clock", { add: Number(dataset.forward) }));
  on("[data-real]", "click", () => send("POST", "clock", { real: true }));
  on("[data-clear-faults]", "click", () => send("DELETE", "faults"));
  on("[data-move]", "submit", ({ elements }) => send("POST", "clock", { now: `${elements.to.value}:00+00:00` }));
  on("[data-fault]", "submit", ({ elements: { fault, match, times } }) => send("POST", "faults", {
    ...json(fault.value), times: Number(times?.value ?? 1), ...(match?.value ? { match: match.value } : {}),
  }));
}
