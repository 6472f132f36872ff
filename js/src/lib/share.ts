/**
 * `next`, with every part that equals its counterpart in `last` replaced by that very object, so that what did not
 * change compares equal by `===` and is not drawn again. Items of lists are matched by `id`, `number` or place.
 */
export function share<T>(last: unknown, next: T): T {
  if (Object.is(last, next) || typeof next !== "object" || next === null) return next;
  if (Array.isArray(next)) return (Array.isArray(last) ? shareList(last, next) : next) as T;
  if (typeof last !== "object" || last === null || Array.isArray(last)) return next;
  const before = last as Record<string, unknown>;
  const entries = Object.entries(next).map(([key, value]) => [key, share(before[key], value)] as const);
  const same = entries.length === Object.keys(before).length && entries.every(([key, value]) => before[key] === value);
  return (same ? last : Object.fromEntries(entries)) as T;
}

function shareList(last: unknown[], next: unknown[]): unknown[] {
  const known = new Map(last.map((item, place) => [name(item, place), item]));
  const shared = next.map((item, place) => share(known.get(name(item, place)), item));
  return shared.length === last.length && shared.every((item, place) => item === last[place]) ? last : shared;
}

function name(item: unknown, place: number): unknown {
  const named = item as { id?: unknown; number?: unknown } | null;
  return named?.id ?? named?.number ?? place;
}
