// Slack's rich_text from an editor's elements, and back.

import { make } from "./dom.js";

const MARKS = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code" };
const TAGS = { bold: "b", italic: "i", strike: "s", code: "code" };
const BLOCKS = new Set(["P", "DIV", "UL", "OL", "BLOCKQUOTE", "PRE"]);

const clean = (text) => text.replaceAll("\u200b", "").replaceAll("\u00a0", " ");
const alike = (one, other) => JSON.stringify(one.style) === JSON.stringify(other.style);

function put(nodes, node) {
  const last = nodes.at(-1);
  if (node.type === "text" && last?.type === "text" && alike(last, node)) last.text += node.text;
  else nodes.push(node);
}

function textNode(text, style) {
  return { type: "text", text, ...(Object.keys(style).length ? { style } : {}) };
}

function inline(node, style, nodes) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = clean(node.data);
    if (text) put(nodes, textNode(text, style));
  } else if (node.nodeName === "BR") {
    put(nodes, textNode("\n", {}));
  } else if (node.dataset?.user) {
    put(nodes, { type: "user", user_id: node.dataset.user });
  } else if (node.nodeName === "A") {
    const text = clean(node.textContent);
    const url = node.getAttribute("href");
    put(nodes, { type: "link", url, ...(text !== url ? { text } : {}), ...(Object.keys(style).length ? { style } : {}) });
  } else {
    const mark = MARKS[node.nodeName];
    for (const child of node.childNodes) inline(child, mark ? { ...style, [mark]: true } : style, nodes);
  }
}

// A last break only holds an empty line open; it is no line of its own.
function trimmed(nodes) {
  const last = nodes.at(-1);
  if (last?.type !== "text" || !last.text.endsWith("\n")) return nodes;
  const text = last.text.slice(0, -1);
  return text ? [...nodes.slice(0, -1), { ...last, text }] : nodes.slice(0, -1);
}

function inlineOf(children) {
  const nodes = [];
  for (const child of children) inline(child, {}, nodes);
  return trimmed(nodes);
}

function listOf(node, indent, elements) {
  const style = node.nodeName === "OL" ? "ordered" : "bullet";
  let run = [];
  let count = 0;
  const close = () => {
    if (!run.length) return;
    const offset = count - run.length;
    elements.push({ type: "rich_text_list", style, indent, elements: run, ...(style === "ordered" && offset ? { offset } : {}) });
    run = [];
  };
  const item = (children) => {
    run.push({ type: "rich_text_section", elements: inlineOf(children) });
    count += 1;
  };
  for (const child of node.children) {
    if (child.nodeName !== "LI") {
      close();
      listOf(child, indent + 1, elements);
      continue;
    }
    const inner = [...child.childNodes].filter((one) => ["UL", "OL"].includes(one.nodeName));
    item([...child.childNodes].filter((one) => !inner.includes(one)));
    for (const list of inner) {
      close();
      listOf(list, indent + 1, elements);
    }
  }
  close();
}

function linesOf(block) {
  const nodes = [];
  const blocks = [...block.childNodes];
  blocks.forEach((child, index) => {
    if (index && (BLOCKS.has(child.nodeName) || BLOCKS.has(blocks[index - 1].nodeName))) put(nodes, textNode("\n", {}));
    for (const one of BLOCKS.has(child.nodeName) ? inlineOf(child.childNodes) : inlineOf([child])) put(nodes, one);
    if (child.nodeName === "BR") put(nodes, textNode("\n", {}));
  });
  return trimmed(nodes);
}

const holdsBlocks = (node) => [...node.childNodes].some((child) => BLOCKS.has(child.nodeName));

// Browsers put lists and quotations inside paragraphs as it suits them; here everything stands side by side.
function flat(nodes) {
  return [...nodes].flatMap((node) => (["P", "DIV"].includes(node.nodeName) && holdsBlocks(node) ? flat(node.childNodes) : [node]));
}

export function richTextOf(editor) {
  const elements = [];
  let lines = [];
  let loose = [];
  const closeLoose = () => {
    if (loose.length) lines.push(inlineOf(loose));
    loose = [];
  };
  const close = () => {
    closeLoose();
    const nodes = [];
    lines.forEach((line, index) => {
      if (index) put(nodes, textNode("\n", {}));
      for (const node of line) put(nodes, node);
    });
    if (nodes.length) elements.push({ type: "rich_text_section", elements: nodes });
    lines = [];
  };
  const block = { BLOCKQUOTE: "rich_text_quote", PRE: "rich_text_preformatted" };
  for (const child of flat(editor.childNodes)) {
    if (!BLOCKS.has(child.nodeName)) {
      loose.push(child);
    } else if (child.nodeName === "P" || child.nodeName === "DIV") {
      closeLoose();
      lines.push(inlineOf(child.childNodes));
    } else {
      close();
      if (block[child.nodeName]) elements.push({ type: block[child.nodeName], elements: linesOf(child) });
      else listOf(child, 0, elements);
    }
  }
  close();
  return { type: "rich_text", elements };
}

export function isEmpty(rich) {
  return !JSON.stringify(rich.elements.map(words)).replaceAll(/[[\]",\s]|\\n/g, "");
}

function words(node) {
  return node.elements ? node.elements.map(words) : [node.text ?? node.user_id ?? node.url ?? node.name ?? ""];
}

function element(node, names) {
  if (node.type === "user") return mention(node.user_id, names(node.user_id));
  let inner = document.createTextNode(node.text ?? node.url ?? (node.name ? `:${node.name}:` : node.fallback ?? ""));
  for (const mark of ["code", "strike", "italic", "bold"]) if (node.style?.[mark]) inner = make(TAGS[mark], {}, inner);
  return node.type === "link" ? make("a", { href: node.url }, inner) : inner;
}

export function mention(user, name) {
  return make("span", { class: "mention", "data-user": user, contenteditable: "false" }, `@${name}`);
}

function paragraphs(nodes, names) {
  const lines = [make("p")];
  for (const node of nodes) {
    if (node.type !== "text") {
      lines.at(-1).append(element(node, names));
      continue;
    }
    node.text.split("\n").forEach((text, index) => {
      if (index) lines.push(make("p"));
      if (text) lines.at(-1).append(element({ ...node, text }, names));
    });
  }
  for (const line of lines) if (!line.childNodes.length) line.append(make("br"));
  return lines;
}

function lists(run, names) {
  const roots = [];
  const above = [];
  for (const { indent = 0, style, elements } of run) {
    const node = make(style === "ordered" ? "ol" : "ul", {}, ...elements.map((item) =>
      make("li", {}, ...item.elements.map((each) => element(each, names)))));
    while (above.length && above.at(-1).indent > indent) above.pop();
    if (above.at(-1)?.indent === indent && above.at(-1).node.nodeName === node.nodeName) {
      above.at(-1).node.append(...node.children);
      continue;
    }
    if (above.at(-1)?.indent === indent) above.pop();
    const holder = above.at(-1)?.node.lastElementChild;
    if (holder) holder.append(node);
    else roots.push(node);
    above.push({ indent, node });
  }
  return roots;
}

export function elementsOf(rich, names) {
  const nodes = [];
  let run = [];
  const close = () => {
    nodes.push(...lists(run, names));
    run = [];
  };
  for (const part of rich?.elements ?? []) {
    if (part.type === "rich_text_list") {
      run.push(part);
      continue;
    }
    close();
    if (part.type === "rich_text_section") nodes.push(...paragraphs(part.elements, names));
    else if (part.type === "rich_text_quote") nodes.push(make("blockquote", {}, ...paragraphs(part.elements, names)));
    else if (part.type === "rich_text_preformatted") nodes.push(make("pre", {}, part.elements.map((node) => node.text ?? node.url).join("")));
  }
  close();
  return nodes;
}
