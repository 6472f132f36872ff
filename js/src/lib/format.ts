/** Numbers as people read them. */

/** A position or a length as `0:03.8` or `1:02:03`; tenths only where asked for. */
export function clock(ms: number, tenths = false): string {
  const total = Math.max(0, tenths ? Math.floor(ms / 100) / 10 : Math.round(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = (total % 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

/** Seconds with at most one decimal, and no `.0`: `3`, `2.5`. */
export function seconds(ms: number): string {
  return String(Math.round(ms / 100) / 10);
}

/** A size: `840 kB`, `2.1 MB`. Decimal units, as limits are told. */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = size;
  let unit = -1;
  do {
    value /= 1000;
    unit += 1;
  } while (value >= 999.5 && unit < units.length - 1);
  return `${value < 9.95 && unit > 0 ? Math.round(value * 10) / 10 : Math.round(value)} ${units[unit]}`;
}

/** The ending of a file's name, lower case and without the dot; "" if it has none. */
export function ending(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** A step for a ruler of `length` ms that gives at most `most` marks: 1, 2 or 5 of something. */
export function rulerStep(length: number, most: number): number {
  const least = length / Math.max(1, most);
  for (const step of [500, 1000, 2000, 5000, 10_000, 15_000, 30_000]) if (step >= least) return step;
  return Math.ceil(least / 60_000) * 60_000;
}
