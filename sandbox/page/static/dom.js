// Small helpers for building and finding elements.

export const all = (root, selector) => [...root.querySelectorAll(selector)];

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

export const json = (text) => JSON.parse(text || "null");

// Places a popover beside what it belongs to, inside the window.
export function beside(popover, anchor, { above = false, wide = false } = {}) {
  const box = anchor.getBoundingClientRect();
  if (wide) popover.style.width = `${box.width}px`;
  const height = popover.offsetHeight;
  const below = innerHeight - box.bottom - 8;
  const up = above || (height > below && box.top > below);
  const left = Math.min(box.left, innerWidth - popover.offsetWidth - 8);
  popover.style.left = `${Math.max(8, left)}px`;
  popover.style.top = up ? `${Math.max(8, box.top - height - 4)}px` : `${box.bottom + 4}px`;
}

// Runs a job at most once at a time; asked again meanwhile, it runs once more afterwards, when it has rested.
export function coalesced(job, { rest = 0 } = {}) {
  let running = null;
  let again = false;
  return function run() {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      try {
        do {
          again = false;
          await job();
          if (rest) await new Promise((resolve) => { setTimeout(resolve, rest); });
        } while (again);
      } finally {
        running = null;
      }
    })();
    return running;
  };
}
