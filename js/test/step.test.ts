import { expect, test } from "vitest";
import { type Clock, InStep } from "../src/widgets/compare/step.ts";

test.each([
  ["where the player stood", 2, [2]],
  ["at the beginning with its poster, unmoved", 0, []],
])("a film opens %s", (_, at, moves) => {
  const moved: number[] = [];
  const video = {
    readyState: 1,
    duration: 5,
    set currentTime(to: number) {
      moved.push(to);
    },
  };
  const told: Clock[] = [];
  new InStep((clock) => told.push(clock), at).set("film", video as HTMLVideoElement);
  expect(moved).toEqual(moves);
  expect(told.at(-1)).toEqual({ at, length: 5, playing: false });
});
