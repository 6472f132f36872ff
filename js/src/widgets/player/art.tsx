/** The picture before the first take: a bay at dusk, drifting a little where motion is welcome. */
import type { VNode } from "preact";
import { useId } from "preact/hooks";

const STARS =
  "M61 41h.1M118 78h.1M166 30h.1M213 62h.1M268 24h.1M322 52h.1M371 27h.1M428 58h.1M489 22h.1M533 66h.1M589 38h.1M92 104h.1M241 98h.1M568 104h.1M30 82h.1M452 96h.1M300 84h.1";
const FAR =
  "M-20 262v-46c52-8 84-36 124-38 36-2 58 20 94 18 44-2 66-56 112-58 42-2 64 42 104 46 46 5 70-26 110-24 54 3 86 40 136 46v56z";
const MID = "M-20 262v-26c44-6 82-24 126-20 50 4 76 30 130 30 36 0 60-8 96-6 30 2 54 10 130 22z";
const NEAR = "M660 268v-60c-44 4-62 30-104 34-34 3-58 8-84 20l-14 6z";
const GLINTS =
  "M392 276h70M406 287h42M380 299h94M416 311h28M392 325h70M408 341h40M116 286h40M204 306h54M58 326h60M526 292h40M562 322h46M300 334h34";

export function Art(): VNode {
  const id = useId();
  const paint = (name: string) => `url(#${id}${name})`;
  return (
    <svg class="nemo-art" viewBox="0 0 640 360" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <defs>
        <Ramp id={`${id}sky`} stops={["#121741", "#47316d 42%", "#b65472 78%", "#f0925f"]} />
        <Ramp id={`${id}sea`} stops={["#9c5570", "#463063 34%", "#0f122d"]} />
        <Ramp id={`${id}far`} stops={["#6d4277", "#93506f"]} />
        <Ramp id={`${id}mid`} stops={["#3f2c5e", "#58345f"]} />
        <radialGradient id={`${id}glow`}>
          <stop offset="0" stop-color="#ffe3b8" stop-opacity=".9" />
          <stop offset=".3" stop-color="#ffb981" stop-opacity=".42" />
          <stop offset=".65" stop-color="#ff9e6b" stop-opacity=".12" />
          <stop offset="1" stop-color="#ff9e6b" stop-opacity="0" />
        </radialGradient>
      </defs>
      <rect width="640" height="264" fill={paint("sky")} />
      <path d={STARS} stroke="#fff" stroke-width="1.8" stroke-linecap="round" opacity=".75" />
      <circle cx="427" cy="190" r="190" fill={paint("glow")} />
      <circle cx="427" cy="190" r="30" fill="#ffebce" />
      <path class="nemo-art-far" d={FAR} fill={paint("far")} />
      <path d={MID} fill={paint("mid")} />
      <rect y="262" width="640" height="98" fill={paint("sea")} />
      <path d={NEAR} fill="#221c44" />
      <path
        class="nemo-art-glints"
        d={GLINTS}
        stroke="#ffd9ab"
        stroke-width="1.6"
        stroke-linecap="round"
        opacity=".5"
      />
      <g class="nemo-art-boat">
        <path d="M178 284h64c-4 9-12 13-21 13h-22c-9 0-17-4-21-13z" fill="#0b0e25" />
        <path d="M208 280v-62c15 14 25 34 27 56-9 4-18 6-27 6z" fill="#fff3e2" />
        <path d="M204 278v-46c-11 11-19 26-21 41 7 3 14 5 21 5z" fill="#f3b98f" />
      </g>
    </svg>
  );
}

/** A gradient from top to bottom: colours, each with its place where that is not an end. */
function Ramp({ id, stops }: { id: string; stops: string[] }): VNode {
  const last = stops.length - 1;
  return (
    <linearGradient id={id} x1="0" y1="0" x2="0" y2="1">
      {stops.map((stop, at) => {
        const [colour, place] = stop.split(" ");
        return <stop key={stop} offset={place ?? (at === last ? 1 : 0)} stop-color={colour} />;
      })}
    </linearGradient>
  );
}
