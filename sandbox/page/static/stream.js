// What a page hears. A browser has six connections to a host, for all its tabs together: a page that nobody has looked
// at for a while gives its own up, and is told everything once it is looked at again.

const PATIENCE = 15_000;

// `anew`: the address says whether the page is looked at, so it is opened again whenever that changes.
export function stream(address, handlers, { anew = false } = {}) {
  let events = null;
  let leaving = 0;

  function open() {
    events?.close();
    events = Object.assign(new EventSource(address()), handlers);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(leaving);
    const hidden = document.visibilityState !== "visible";
    if (hidden) leaving = setTimeout(() => events.close(), PATIENCE);
    if (anew || (!hidden && events.readyState === EventSource.CLOSED)) open();
  });
  open();
}
