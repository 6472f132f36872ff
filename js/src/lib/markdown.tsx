/**
 * The few marks that replies use, as nodes: **bold**, `code`, lists, paragraphs. Everything else is text, as it stands:
 * no HTML, no links and no pictures can come of a reply.
 */
import type { ComponentChildren, VNode } from "preact";

const INLINE = /\*\*(?=\S)(.+?)(?<=\S)\*\*|`([^`\n]+)`/g;
const ITEM = /^\s*(?:[-*•]|\d{1,3}[.)])\s+(.*)$/;

export function Markdown({ text }: { text: string }): VNode {
  const out: VNode[] = [];
  for (const block of text.trim().split(/\n\s*\n/)) {
    let paragraph: string[] = [];
    let items: string[] = [];
    let ordered = false;
    const flush = () => {
      if (paragraph.length) out.push(<p>{lines(paragraph)}</p>);
      const list = items.map((item) => <li>{inline(item)}</li>);
      if (items.length) out.push(ordered ? <ol>{list}</ol> : <ul>{list}</ul>);
      paragraph = [];
      items = [];
    };
    for (const line of block.split("\n")) {
      const item = ITEM.exec(line)?.[1];
      if (item === undefined) {
        if (items.length) flush();
        paragraph.push(line.replace(/^#{1,6}\s+/, ""));
      } else {
        if (paragraph.length) flush();
        ordered = /^\s*\d/.test(line);
        items.push(item);
      }
    }
    flush();
  }
  return <div class="nemo-prose">{out}</div>;
}

function lines(parts: string[]): ComponentChildren[] {
  return parts.flatMap((part, at) => (at ? [<br />, ...inline(part)] : inline(part)));
}

function inline(text: string): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    out.push(text.slice(end, match.index));
    out.push(match[1] === undefined ? <code>{match[2]}</code> : <strong>{match[1]}</strong>);
    end = match.index + match[0].length;
  }
  return [...out, text.slice(end)];
}
