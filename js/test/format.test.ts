import { expect, test } from "vitest";
import { bytes, clock, ending, rulerStep, seconds } from "../src/lib/format.ts";

test.each([
  [0, "0:00"],
  [3800, "0:04"],
  [59_600, "1:00"],
  [3_723_000, "1:02:03"],
])("%i ms read as %s", (ms, text) => expect(clock(ms)).toBe(text));

test("tenths never round up to a moment that is not yet there", () => {
  expect(clock(3_890, true)).toBe("0:03.8");
  expect(clock(59_990, true)).toBe("0:59.9");
});

test.each([
  [999, "999 B"],
  [840_000, "840 kB"],
  [999_999, "1 MB"],
  [2_140_000, "2.1 MB"],
  [200_000_000, "200 MB"],
  [1_500_000_000, "1.5 GB"],
])("%i bytes read as %s", (size, text) => expect(bytes(size)).toBe(text));

test("seconds drop a zero decimal", () => {
  expect([seconds(3000), seconds(2500)]).toEqual(["3", "2.5"]);
});

test("a file's ending is lower case, and may be missing", () => {
  expect([ending("A.JPG"), ending("a.tar.gz"), ending("none")]).toEqual(["jpg", "gz", ""]);
});

test("a ruler has few, round marks", () => {
  expect([rulerStep(10_000, 8), rulerStep(1000, 8), rulerStep(900_000, 8)]).toEqual([2000, 500, 120_000]);
});
