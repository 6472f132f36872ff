import { expect, test } from "vitest";
import { catalogues, tongue, type Word, words } from "../src/lib/words.ts";

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

test.each(Object.keys(catalogues.en) as Word[])("%s has the same holes in both languages", (word) => {
  expect(holes(catalogues.zh[word])).toEqual(holes(catalogues.en[word]));
});

test("the kernel's language is spoken, and the page's where it gives none", () => {
  expect(words(tongue("zh-CN"))("send")).toBe("发送");
  expect(words(tongue("en"))("take", { n: 3 })).toBe("Take 3");
  expect(words(tongue(""))("send")).toBe("Send");
});
