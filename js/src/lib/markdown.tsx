/**
 * The few marks that replies use, as nodes: **bold**, *emphasis*, `code` and fenced code, headings, lists, paragraphs.
 * Everything else is text, as it stands: no HTML, no links and no pictures can come of a reply.
 */
import { Component, type ComponentChildren, type VNode } from "preact";

/** Bounded, so that no reply can make it look ahead over all of its text again and again. */
const INLINE =
  /\*\*(?=\S)(.{1,500}?)(?<=\S)\*\*|`([^`\n]{1,500})`|(?<![*\w])\*(?=[^\s*])([^*\n]{1,500}?)(?<=\S)\*(?![*\w])/g;
const ITEM = /^\s*(?:[-*•]|\d{1,3}[.)])\s+(.*)$/;
const HEADING = /^#{1,6}\s+/;
/** Code between fences, or after one that is still open. */
const FENCED = /^```[^`\n]*$([\s\S]*?)(?:\n```[^\S\n]*$|(?![\s\S]))/m;

export function Markdown({ text }: { text: string }): VNode {
  // What a fence encloses stands at the odd places.
  const blocks = text.split(FENCED).flatMap((part, at) => {
    if (at % 2) return { text: part.replace(/^\n/, ""), code: true };
    const prose = part.trim();
    return prose ? prose.split(/\n\s*\n/).map((one) => ({ text: one, code: false })) : [];
  });
  return (
    <div class="nemo-prose">
      {blocks.map((block, at) => (
        <Block key={at} {...block} />
      ))}
    </div>
  );
}

/** Drawn again only when its own text grows: a long reply must not cost more with each word. */
class Block extends Component<{ text: string; code: boolean }> {
  override shouldComponentUpdate(next: { text: string; code: boolean }): boolean {
    return next.text !== this.props.text || next.code !== this.props.code;
  }

  override render(): VNode | VNode[] {
    const { text, code } = this.props;
    return code ? <pre>{text}</pre> : drawn(text);
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
      const title = line.replace(HEADING, "");
      if (items.length || title !== line) flush();
      if (title === line) paragraph.push(line);
      else out.push(<p class="nemo-title">{inline(title)}</p>);
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
    const [, bold, code, stressed] = match;
    out.push(bold ? <strong>{bold}</strong> : code ? <code>{code}</code> : <em>{stressed}</em>);
    end = match.index + match[0].length;
  }
  return [...out, text.slice(end)];
}
