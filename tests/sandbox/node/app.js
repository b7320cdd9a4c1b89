// A small app as one writes it with @slack/bolt: a command, a form, a button, a Home tab, a shortcut.

const { App, LogLevel } = require("@slack/bolt");

const section = (text) => ({ type: "section", text: { type: "mrkdwn", text } });
const plain = (text) => ({ type: "plain_text", text });
const byHTTP = process.env.WAY === "http";
const app = new App({
  token: process.env.BOT_TOKEN,
  signingSecret: process.env.SIGNING_SECRET,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: `${process.env.SANDBOX}/api/` },
  ...(byHTTP ? {} : { socketMode: true, appToken: process.env.APP_TOKEN }),
});

const form = {
  type: "modal", callback_id: "note", title: plain("Note"), submit: plain("Save"), notify_on_close: true,
  blocks: [
    { type: "input", block_id: "client", label: plain("Client"), element: { type: "external_select", action_id: "client", min_query_length: 1 } },
    { type: "input", block_id: "note", label: plain("Note"), element: { type: "plain_text_input", action_id: "note", multiline: true } },
  ],
};

app.command("/note", async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: form });
});
app.options("client", async ({ ack, options }) => {
  const found = ["Acme SA", "Aïoli Frères"].filter((name) => name.toLowerCase().includes(options.value.toLowerCase()));
  await ack({ options: found.map((name) => ({ text: plain(name), value: name })) });
});
app.view("note", async ({ ack, view, client }) => {
  const { value } = view.state.values.note.note;
  if (value.length < 5) return ack({ response_action: "errors", errors: { note: "Please write a little more." } });
  if (value === "again") return ack({ response_action: "update", view: { ...form, blocks: [section("Saved")], callback_id: "saved" } });
  await ack();
  return client.chat.postMessage({
    channel: "C0INFOBOX1", text: value,
    blocks: [section(value), { type: "actions", elements: [{ type: "button", action_id: "done", text: plain("Done"), value: "7" }] }],
  });
});
app.view({ callback_id: "note", type: "view_closed" }, async ({ ack, body, client }) => {
  await ack();
  await client.chat.postMessage({ channel: body.user.id, text: "Closed" });
});
app.action("done", async ({ ack, respond, action }) => {
  await ack();
  await respond({ text: `Done: ${action.value}`, replace_original: true });
});
app.shortcut("note", async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: form });
});
app.event("app_home_opened", async ({ event, client }) => {
  await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [section(`Bonjour <@${event.user}>`)] } });
});
app.message("help", async ({ message, say }) => say({ text: "Type /note.", thread_ts: message.ts }));

(async () => {
  const server = await app.start(0);
  const port = byHTTP ? server.address().port : 0;
  console.log(JSON.stringify({ ready: true, port }));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
