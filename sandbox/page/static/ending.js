// A box that is read from its end: whoever is there stays there, whatever grows or shrinks.

const NEAR = 80;

export function ending(box) {
  let tall = 0;
  let room = 0;

  // As it was last laid out, so that asking costs nothing.
  const there = () => tall - room - box.scrollTop < NEAR;

  function settle(end = there()) {
    if (end) box.scrollTop = box.scrollHeight;
    tall = box.scrollHeight;
    room = box.clientHeight;
  }

  box.classList.add("kept");
  settle(true);
  const watched = new ResizeObserver(() => settle());
  for (const one of [box, ...box.children]) watched.observe(one);
  return { there, settle };
}
