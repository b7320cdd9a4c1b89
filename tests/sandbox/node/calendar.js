// Mozilla's reader of calendars: what it makes of each file, in strict mode, one JSON line each.
const ICAL = require("ical.js");
const lines = require("node:readline").createInterface({ input: process.stdin });

const told = (event) => ({
  uid: event.uid,
  title: event.summary,
  place: event.location || "",
  words: event.description || "",
  starts: event.startDate.toJSDate().toISOString(),
  ends: event.endDate.toJSDate().toISOString(),
  sequence: event.sequence,
  organizer: event.organizer || "",
  guests: event.attendees.map((one) => [one.getFirstValue(), one.getParameter("cn") || "", one.getParameter("partstat")]),
});

lines.on("line", (line) => {
  const calendar = new ICAL.Component(ICAL.parse(JSON.parse(line)));
  const events = calendar.getAllSubcomponents("vevent").map((one) => told(new ICAL.Event(one, { strictExceptions: true })));
  console.log(JSON.stringify({ method: calendar.getFirstPropertyValue("method") || "", events }));
});
