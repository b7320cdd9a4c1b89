// The composer: Enter sends, / shows the app's commands, @ completes members.

import { act, context, post, toast } from "./api.js";
import { commands, completing } from "./completion.js";
import { json } from "./dom.js";
import { files } from "./controls.js";
import { openMenu } from "./menu.js";

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, innerHeight / 3)}px`;
}

// Sends what was typed as Slack's composer would: as a rich_text block with its text.
export async function say(text, { thread_ts = undefined, files: sent = [] } = {}) {
  const message = await post("/page/compose", { text });
  return act("message", { channel: context.channel, thread_ts, ...message, ...(sent.length ? { files: sent.map(({ id }) => id) } : {}) });
}

async function command(text) {
  const name = text.split(/\s/, 1)[0];
  if (!context.commands.some((one) => one.command === name)) {
    toast(`${name} is not a command of this workspace. Begin with a space to send it as a message.`);
    return { ok: false };
  }
  return act("command", { channel: context.channel, text });
}

export function composer(form) {
  const area = form.querySelector("textarea");
  const thread = form.dataset.thread;
  const attached = form.querySelector(".files");
  if (attached) files(attached);

  async function send() {
    const text = area.value.replace(/\s+$/, "");
    const sent = json(attached?.dataset.files) ?? [];
    if ((!text && !sent.length) || form.classList.contains("busy")) return;
    form.classList.add("busy");
    area.value = "";
    grow(area);
    const isCommand = text.startsWith("/") && !thread;
    const answer = isCommand ? await command(text) : await say(text, { thread_ts: thread, files: sent });
    form.classList.remove("busy");
    if (!answer.ok && !area.value) area.value = text;
    if (answer.ok && sent.length) {
      attached.dataset.files = "[]";
      files(attached);
    }
  }

  const insert = (words) => {
    area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
    grow(area);
  };
  completing(area, {
    insert: (person) => insert(`@${person.name} `),
    run: thread ? null : (one) => {
      area.value = "";
      insert(`${one.command} `);
    },
  });
  area.addEventListener("input", () => grow(area));
  area.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  form.querySelector("[data-shortcuts]")?.addEventListener("click", ({ currentTarget }) => openMenu(currentTarget, [
    ...context.shortcuts.filter(({ type }) => type === "global").map(({ name, callback_id }) => ({
      label: name, run: () => act("shortcut", { callback_id }),
    })),
    ...commands("/").map((one) => ({ label: one.command, run: () => { area.value = `${one.command} `; area.focus(); } })),
  ]));
}
