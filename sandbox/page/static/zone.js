// Native date-time fields know no zone; the member's is applied here.

function offset(milliseconds, zone) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
    hour: "numeric", minute: "numeric", second: "numeric",
  });
  const part = Object.fromEntries(format.formatToParts(milliseconds).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - milliseconds;
}

// Seconds since 1970 of a local time such as 2026-12-01T09:30.
export function secondsAt(local, zone) {
  const naive = Date.parse(`${local}Z`);
  const first = naive - offset(naive, zone);
  return Math.floor((naive - offset(first, zone)) / 1000);
}
