// The way to the sandbox: what a person does goes through the control API, what they see comes as fragments.

import { json, make } from "./dom.js";

export const context = json(document.getElementById("context")?.textContent) ?? {};

export async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
}

// Does something as the member; what went wrong is said, and told to the caller.
export async function act(what, body, { quiet = false } = {}) {
  const answer = await post(`/sandbox/act/${what}`, { user: context.user, ...body }).catch(() => ({
    ok: false,
    error: "The sandbox does not answer.",
  }));
  if (!answer.ok && !quiet) toast(said(answer));
  return answer;
}

export function said(answer) {
  const error = answer.error ?? "unknown_error";
  if (error === "operation_timeout") return "The app did not answer within 3 seconds.";
  if (error === "no_app") return "No app is connected to this workspace.";
  return error.includes(" ") ? error : `That did not work: ${error}.`;
}

export async function fragment(path, parameters = {}) {
  const query = new URLSearchParams({ as: context.user, ...parameters });
  const answer = await fetch(`${path}?${query}`);
  return answer.ok ? answer.text() : "";
}

// A modal dialog makes the rest of the page inert, so a message is put inside it.
export function toast(text) {
  const home = document.querySelector("dialog[open]") ?? document.body;
  const node = make("div", { class: "toast", role: "alert" }, text);
  home.append(node);
  setTimeout(() => node.remove(), 6000);
}
