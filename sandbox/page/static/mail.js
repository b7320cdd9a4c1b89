// New mail shows at once; the mail that is being read stays where it is.

import { coalesced, parsed } from "./dom.js";

const refresh = coalesced(async () => {
  const fresh = parsed(await (await fetch(location.href)).text());
  for (const part of [".letters", ".boxes nav"]) document.querySelector(part).replaceChildren(...fresh.querySelector(part).childNodes);
});

new EventSource("/sandbox/events").onmessage = ({ data }) => {
  if (["mail", "reset"].includes(JSON.parse(data).type)) refresh();
};
