// Small questions: confirmations of Block Kit, a link's address, the new text of a message.

import { make } from "./dom.js";

// Resolves with the fields' values, or with null when the person thinks better of it.
export function ask({ title, text = "", fields = [], yes = "OK", no = "Cancel", danger = false }) {
  return new Promise((resolve) => {
    const inputs = fields.map(({ label, value = "", multiline = false }, index) => {
      const input = make(multiline ? "textarea" : "input", { id: `ask-${index}`, ...(multiline ? { rows: 4 } : { type: "text" }) });
      input.value = value;
      return [make("label", { for: `ask-${index}` }, label), input];
    });
    const form = make("form", { method: "dialog", class: "ask" },
      make("h2", { id: "ask-title" }, title),
      text ? make("p", {}, text) : null,
      ...inputs.flat(),
      make("footer", {},
        make("button", { class: "button", value: "no", formnovalidate: true, type: "button", onclick: () => dialog.close("no") }, no),
        make("button", { class: `button ${danger ? "danger" : "primary"}`, value: "yes" }, yes)));
    const dialog = make("dialog", { class: "small", "aria-labelledby": "ask-title" }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? inputs.map(([, input]) => input.value) : null);
    });
    // A dialog opened from a form must not be part of that form.
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function confirmed(element) {
  if (!element?.dataset.confirm) return Promise.resolve(true);
  const asked = JSON.parse(element.dataset.confirm);
  return ask({
    title: asked.title.text, text: asked.text.text, yes: asked.confirm?.text ?? "Yes", no: asked.deny?.text ?? "No",
    danger: asked.style === "danger",
  }).then(Boolean);
}
