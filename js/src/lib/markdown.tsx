/**
 * The few marks that replies use, as nodes: **bold**, *emphasis*, `code` and fenced code, headings, lists, paragraphs.
 * Everything else is text, as it stands: no HTML, no links and no pictures can come of a reply.
 */
import { Component, type ComponentChildren, type VNode } from "preact";

/** Bounded, so that no reply can make it look ahead over all of its text again and again. */
const INLINE =
  /\*\*(?=\S)(.{1,500}?)(?<=\S)\*\*|`([^`\n]{1,500})`|(?<![*\w])\*(?=[^\s*])([^*\n]{1,500}?)(?<=\S)\*(?![*\w])/g;
const ITEM = /^\s*(?:[-*•]|(\d{1,3})[.)])\s+(.*)$/;
const HEADING = /^#{1,6}\s+/;
/** Code between fences, or after one that is still open. */
const FENCED = /^```[^`\n]*$([\s\S]*?)(?:\n```[^\S\n]*$|(?![\s\S]))/m;

/** A paragraph longer than this goes on in another: a browser lays one out anew as a whole with each word it gains. */
const LONG = 3000;
/** More paragraphs than this stand in parts of so many, so that a word more is a matter of the last part alone. */
const MANY = 32;

interface Block {
  text: string;
  code: boolean;
}

export function Markdown({ text }: { text: string }): VNode {
  // What a fence encloses stands at the odd places.
  const blocks = text.split(FENCED).flatMap((part, at) => {
    if (at % 2) return { text: part.replace(/^\n/, ""), code: true };
    const prose = part.trim();
    const paragraphs = prose ? prose.split(/\n\s*\n/).flatMap(shorter) : [];
    return paragraphs.map((one) => ({ text: one, code: false }));
  });
  return (
    <div class="nemo-prose">
      {blocks.length > MANY
        ? Array.from({ length: Math.ceil(blocks.length / MANY) }, (_, at) => (
            <div key={at} class="nemo-prose-part">
              <Blocks blocks={blocks.slice(at * MANY, (at + 1) * MANY)} />
            </div>
          ))
        : blocks.map((block, at) => <Blocks key={at} blocks={[block]} />)}
    </div>
  );
}

/** Drawn again only when their own text grows: a long reply must not cost more with each word. */
class Blocks extends Component<{ blocks: Block[] }> {
  override shouldComponentUpdate({ blocks }: { blocks: Block[] }): boolean {
    const before = this.props.blocks;
    return (
      blocks.length !== before.length ||
      blocks.some(({ text, code }, at) => text !== before[at]?.text || code !== before[at]?.code)
    );
  }

  override render(): VNode[] {
    return this.props.blocks.flatMap(({ text, code }) => (code ? <pre>{text}</pre> : drawn(text)));
  }
}

/** A block in stretches that stay as they are while it grows, each ending with a line, a sentence or a word. */
function shorter(block: string): string[] {
  const out: string[] = [];
  let begun = 0;
  while (block.length - begun > LONG) {
    const stretch = block.slice(begun, begun + LONG);
    const end = [/\n[^\n]*$/, /(?<=[.!?]\s|[。！？])[^.!?。！？]*$/, /(?<=\s)\S*$/]
      .map((last) => stretch.slice(LONG / 2).search(last))
      .find((at) => at > 0);
    const next = begun + (end === undefined ? LONG : LONG / 2 + end);
    out.push(block.slice(begun, next));
    begun = next;
  }
  return [...out, block.slice(begun)];
}

function drawn(block: string): VNode[] {
  const out: VNode[] = [];
  let paragraph: string[] = [];
  let items: string[] = [];
  let number: string | undefined;
  const flush = () => {
    if (paragraph.length) out.push(<p>{lines(paragraph)}</p>);
    const list = items.map((item) => <li>{inline(item)}</li>);
    const start = Number(number) === 1 ? undefined : Number(number);
    if (items.length) out.push(number === undefined ? <ul>{list}</ul> : <ol start={start}>{list}</ol>);
    paragraph = [];
    items = [];
  };
  for (const line of block.split("\n")) {
    const found = ITEM.exec(line);
    if (!found) {
      const title = line.replace(HEADING, "");
      if (items.length || title !== line) flush();
      if (title === line) paragraph.push(line);
      else out.push(<p class="nemo-title">{inline(title)}</p>);
    } else {
      if (paragraph.length) flush();
      if (!items.length) number = found[1];
      items.push(found[2] ?? "");
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
