import { render } from "preact";
import { expect, test } from "vitest";
import { Markdown } from "../src/lib/markdown.tsx";

function html(text: string): string {
  const el = document.createElement("div");
  render(<Markdown text={text} />, el);
  return el.firstElementChild?.innerHTML ?? "";
}

test("bold, code, lists and paragraphs are nodes", () => {
  expect(html("A **bold** `code`\nline\n\n- one\n- two\n\n1. first")).toBe(
    "<p>A <strong>bold</strong> <code>code</code><br>line</p><ul><li>one</li><li>two</li></ul><ol><li>first</li></ol>",
  );
});

test("emphasis, headings and fenced code too, also while the fence is open", () => {
  expect(html("## Plan *now*\nthen\n```sh\na *b* <i>\n\n# c\n```\nend")).toBe(
    '<p class="nemo-title">Plan <em>now</em></p><p>then</p><pre>a *b* &lt;i&gt;\n\n# c</pre><p>end</p>',
  );
  expect(html("so:\n```\nls")).toBe("<p>so:</p><pre>ls</pre>");
  expect(html("```\n```")).toBe("<pre></pre>");
  expect(html("2 * 3 * 4, a*b*c and ```x```")).toBe("<p>2 * 3 * 4, a*b*c and ``<code>x</code>``</p>");
});

test.each(["<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "&lt;b&gt;", "![x](http://a/b.png)"])(
  "%s stays the text it is",
  (text) => {
    const el = document.createElement("div");
    render(<Markdown text={text} />, el);
    expect(el.textContent).toBe(text);
    expect(el.querySelectorAll("img, a, b, script")).toHaveLength(0);
  },
);

test("marks that are not closed, and lone stars, are text", () => {
  expect(html("2 ** 3 and **open")).toBe("<p>2 ** 3 and **open</p>");
});

test("a list goes on with its own numbers", () => {
  expect(html("1. one\n\ntwo comes\n\n2. two")).toBe(
    '<ol><li>one</li></ol><p>two comes</p><ol start="2"><li>two</li></ol>',
  );
});

test("of a long reply, what is there stays as it is while it grows, and no word is lost", () => {
  const el = document.createElement("div");
  const sentence = "A calm sea at dusk, and 3.5 gulls. ";
  let text = sentence.repeat(400);
  render(<Markdown text={text} />, el);
  const first = el.querySelectorAll("p");
  expect(first.length).toBeGreaterThan(3);
  for (const p of first) expect(p.textContent?.length).toBeLessThanOrEqual(3000);
  for (const p of [...first].slice(0, -1)) expect(p.textContent).toMatch(/gulls\. $/);
  const before = [...first].slice(0, -1).map((p) => p.firstChild);
  text += sentence.repeat(5);
  render(<Markdown text={text} />, el);
  expect([...el.querySelectorAll("p")].slice(0, before.length).map((p) => p.firstChild)).toEqual(before);
  expect(el.textContent).toBe(text.trim());
});

test("many paragraphs stand in parts, of which only the last is drawn again", () => {
  const el = document.createElement("div");
  const paragraphs = Array.from({ length: 100 }, (_, at) => `Paragraph ${at}.`);
  render(<Markdown text={paragraphs.join("\n\n")} />, el);
  expect([...el.querySelectorAll("p")].map((p) => p.textContent)).toEqual(paragraphs);
  expect(el.querySelectorAll(".nemo-prose-part")).toHaveLength(4);
});
