import { expect, test } from "vitest";
import { share } from "../src/lib/share.ts";

test("what is equal is the same object", () => {
  const last = { a: { b: [1, { c: 2 }] }, d: null };
  expect(share(last, structuredClone(last))).toBe(last);
});

test("only the way to a change is new", () => {
  const last = {
    log: [
      { id: "1", text: "a" },
      { id: "2", text: "b" },
    ],
    takes: [{ number: 1 }],
  };
  const next = share(last, {
    log: [
      { id: "1", text: "a" },
      { id: "2", text: "c" },
    ],
    takes: [{ number: 1 }],
  });
  expect(next.log[0]).toBe(last.log[0]);
  expect(next.log[1]).toEqual({ id: "2", text: "c" });
  expect(next.takes).toBe(last.takes);
});

test("an item keeps its object when others come before it", () => {
  const last = [{ id: "b", n: 1 }];
  const next = share(last, [
    { id: "a", n: 0 },
    { id: "b", n: 1 },
  ]);
  expect(next[1]).toBe(last[0]);
});

test("a key that went is gone", () => {
  expect(share<object>({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
  expect(share<unknown>([1, 2], [1])).toEqual([1]);
});
