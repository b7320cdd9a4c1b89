// @slack/web-api and @slack/socket-mode as they are: calls, pages, files, errors, and events that are answered.

const { WebClient, ErrorCode } = require("@slack/web-api");
const { SocketModeClient, LogLevel } = require("@slack/socket-mode");

const slackApiUrl = `${process.env.SANDBOX}/api/`;
const channel = "C0INFOBOX1";
const tell = (what) => console.log(JSON.stringify(what));

async function calls(web) {
  const { bot_id } = await web.auth.test();
  const said = await web.chat.postMessage({
    channel, text: "Bonjour", unfurl_links: false,
    blocks: [{ type: "section", text: { type: "mrkdwn", text: "*Aïoli Frères*" } }],
    metadata: { event_type: "note", event_payload: { entry: 7 } },
  });
  const updated = await web.chat.update({ channel, ts: said.ts, text: "Bonsoir" });
  const reply = await web.chat.postMessage({ channel, thread_ts: said.ts, text: "Suite" });
  const { messages } = await web.conversations.replies({ channel, ts: said.ts });
  await web.chat.delete({ channel, ts: reply.ts });
  const home = await web.views.publish({ user_id: "U0EMMA001", view: { type: "home", blocks: [{ type: "divider" }] } });
  tell({ bot_id, text: updated.message.text, replies: messages.length, home: home.view.type });
}

async function pages(web) {
  const names = [];
  for await (const page of web.paginate("users.list", { limit: 2 })) names.push(...page.members.map(({ name }) => name));
  tell({ names });
}

async function files(web) {
  const { files: [{ files: [file] }] } = await web.filesUploadV2({
    channel_id: channel, filename: "Dossier été.txt", file: Buffer.from("Déjà vu"), initial_comment: "Voici",
  });
  const { file: { url_private_download } } = await web.files.info({ file: file.id });
  const answer = await fetch(url_private_download, { headers: { authorization: `Bearer ${web.token}` } });
  tell({ content: await answer.text() });
}

async function errors(web) {
  const refused = async (call) => {
    try {
      await call();
      return "nothing";
    } catch (error) {
      return error.code === ErrorCode.PlatformError ? [error.data.error, ...(error.data.response_metadata?.messages ?? [])] : error.code;
    }
  };
  tell({
    refused: [
      await refused(() => web.chat.postMessage({ channel: "C0NOWHERE1", text: "x" })),
      await refused(() => web.chat.postMessage({ channel, blocks: [{ type: "poem" }] })),
      await refused(() => web.apiCall("chat.postPoem")),
      await refused(() => new WebClient("xoxb-other", { slackApiUrl }).auth.test()),
    ].map((one) => (Array.isArray(one) ? one[0] : one)),
  });
}

async function events(web) {
  const client = new SocketModeClient({ appToken: process.env.APP_TOKEN, logLevel: LogLevel.ERROR, clientOptions: { slackApiUrl } });
  client.on("slash_commands", async ({ ack, body }) => ack({ text: `You said: ${body.text}` }));
  client.on("message", async ({ ack, event, retry_num }) => {
    if (event.subtype || event.bot_id) return ack();
    await ack();
    return web.chat.postMessage({ channel: event.channel, thread_ts: event.ts, text: `Heard: ${event.text} (${retry_num ?? 0})` });
  });
  await client.start();
  tell({ ready: true });
}

(async () => {
  const web = new WebClient(process.env.BOT_TOKEN, { slackApiUrl, retryConfig: { retries: 0 } });
  for (const part of [calls, pages, files, errors, events]) await part(web);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
