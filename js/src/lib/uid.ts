/** A name that no other page gives. Not `crypto.randomUUID`: that is missing on plain http, where many hubs live. */
export function uid(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("");
}
