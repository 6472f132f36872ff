/** The few pictures on buttons. Decoration: each button has its words. */
import type { VNode } from "preact";

const PATHS = {
  play: "M7 4.8v14.4c0 .8.9 1.3 1.6.8l11-7.2c.6-.4.6-1.2 0-1.6l-11-7.2c-.7-.5-1.6 0-1.6.8z",
  pause:
    "M6.5 4h3A1.5 1.5 0 0 1 11 5.5v13A1.5 1.5 0 0 1 9.5 20h-3A1.5 1.5 0 0 1 5 18.5v-13A1.5 1.5 0 0 1 6.5 4zm8 0h3A1.5 1.5 0 0 1 19 5.5v13a1.5 1.5 0 0 1-1.5 1.5h-3a1.5 1.5 0 0 1-1.5-1.5v-13A1.5 1.5 0 0 1 14.5 4z",
  star: "M12 3.2l2.7 5.6 6.1.8-4.5 4.3 1.1 6.1L12 17.1 6.6 20l1.1-6.1-4.5-4.3 6.1-.8z",
  stop: "M7.5 5h9A2.5 2.5 0 0 1 19 7.5v9a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 5 16.5v-9A2.5 2.5 0 0 1 7.5 5z",
} as const;

const STROKES = {
  plus: "M12 5v14M5 12h14",
  send: "M12 19V5.5M5.5 12 12 5.5 18.5 12",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  down: "M6.5 9.5 12 15l5.5-5.5",
  back: "M15.5 6 9.5 12l6 6M6 6v12",
  on: "M8.5 6l6 6-6 6M18 6v12",
  minus: "M5 12h14",
  fit: "M4 12h16M7.5 8.5 4 12l3.5 3.5M16.5 8.5 20 12l-3.5 3.5",
  sides: "M4.5 6h6v12h-6zM13.5 6h6v12h-6z",
  jump: "M12 5v13M6.5 12.5 12 18l5.5-5.5",
  check: "M5.5 12.5l4.2 4.2L18.5 8",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1.2 1.2M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1.2-1.2",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  sound: "M4.5 9.5v5h3.2L12 18V6L7.7 9.5zM15.5 9.2a4 4 0 0 1 0 5.6M18 6.8a7.3 7.3 0 0 1 0 10.4",
  mute: "M4.5 9.5v5h3.2L12 18V6L7.7 9.5zM16 9.7l4.6 4.6M20.6 9.7 16 14.3",
  full: "M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15",
  frame:
    "M4.5 8V5.5a1 1 0 0 1 1-1H8M16 4.5h2.5a1 1 0 0 1 1 1V8M19.5 16v2.5a1 1 0 0 1-1 1H16M8 19.5H5.5a1 1 0 0 1-1-1V16M9 12a3 3 0 1 0 6 0 3 3 0 0 0-6 0",
  file: "M7 3.5h6.5L18.5 8.5v11a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM13.5 3.5v5h5",
  film: "M5 4.5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1zM8 4.5v15M16 4.5v15M4 9.5h4M4 14.5h4M16 9.5h4M16 14.5h4",
  warn: "M12 4.2 20.8 19.5H3.2zM12 10v4.5M12 17.2v.01",
} as const;

export type IconName = keyof typeof PATHS | keyof typeof STROKES;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }): VNode {
  const solid = name in PATHS;
  const path = solid ? PATHS[name as keyof typeof PATHS] : STROKES[name as keyof typeof STROKES];
  return (
    <svg class="nemo-icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {solid ? (
        <path d={path} fill="currentColor" />
      ) : (
        <path
          d={path}
          fill="none"
          stroke="currentColor"
          stroke-width={name === "more" ? 3 : 1.9}
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      )}
    </svg>
  );
}

/** The mark: a frame with a play sign, tinted by the accent. */
export function Mark({ size = 20 }: { size?: number }): VNode {
  return (
    <svg class="nemo-mark" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <rect class="nemo-mark-body" x="1.5" y="3.5" width="21" height="17" rx="5" />
      <path d="M10 8.3v7.4c0 .5.5.8.9.5l5.6-3.7a.6.6 0 0 0 0-1l-5.6-3.7c-.4-.3-.9 0-.9.5z" fill="#fff" />
    </svg>
  );
}
