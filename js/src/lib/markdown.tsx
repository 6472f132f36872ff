/**
 * The few marks that replies use, as nodes: **bold**, `code`, lists, paragraphs. Everything else is text, as it stands:
 * no HTML, no links and no pictures can come of a reply.
 */
import { Component, type ComponentChildren, type VNode } from "preact";

/** Bounded, so that no reply can make it look ahead over all of its text again and again. */
const INLINE = /\*\*(?=\S)(.{1,500}?)(?<=\S)\*\*|`([^`\n]{1,500})`/g;
const ITEM = /^\s*(?:[-*•]|\d{1,3}[.)])\s+(.*)$/;

export function Markdown({ text }: { text: string }): VNode {
  const blocks = text.trim().split(/\n\s*\n/);
  return (
    <div class="nemo-prose">
      {blocks.map((block, at) => (
        <Block key={at} text={block} />
      ))}
    </div>
  );
}

/** Drawn again only when its own text grows: a long reply must not cost more with each word. */
class Block extends Component<{ text: string }> {
  override shouldComponentUpdate(next: { text: string }): boolean {
    return next.text !== this.props.text;
  }

  override render(): VNode[] {
    return drawn(this.props.text);
  }
}

function drawn(block: string): VNode[] {
  const out: VNode[] = [];
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
  return out;
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
