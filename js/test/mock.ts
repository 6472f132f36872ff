/** A model without a kernel: what anywidget gives a widget, and a hand on the other side. */
import type { Ack, Command, Delta, Latest, Patch, Snapshot } from "../src/lib/protocol.ts";
import type { Model } from "../src/lib/store.ts";

type Callback = (...args: unknown[]) => void;
export type Sent = Command | { kind: "resync" } | { kind: "latest?" };

export class MockModel {
  /** Everything the page sent, in order. */
  sent: Sent[] = [];
  /** Plays the kernel: called with each message and its buffers. */
  kernel: (message: Sent, buffers: ArrayBuffer[]) => void = () => {};
  #traits: Record<string, unknown>;
  #callbacks = new Map<string, Set<Callback>>();
  #ended = false;

  constructor(snapshot: Snapshot | Record<string, never>, pictures: Record<string, DataView> = {}) {
    this.#traits = { snapshot, pictures, position_ms: 0 };
  }

  get = (name: string): unknown => this.#traits[name];

  set = (name: string, value: unknown): void => {
    if (this.#traits[name] === value) return;
    this.#traits[name] = value;
    this.#tell(`change:${name}`);
  };

  on = (name: string, callback: Callback): void => {
    if (!this.#callbacks.has(name)) this.#callbacks.set(name, new Set());
    this.#callbacks.get(name)?.add(callback);
  };

  off = (name: string, callback: Callback): void => {
    this.#callbacks.get(name)?.delete(callback);
  };

  save_changes = (): void => {};

  send = (message: Sent, _callbacks?: unknown, buffers: ArrayBuffer[] = []): void => {
    if (this.#ended) throw new Error("Cannot send");
    this.sent.push(message);
    this.kernel(message, buffers);
  };

  /** The kernel speaks. */
  say(message: Ack | Delta | Patch | Latest, buffers: DataView[] = []): void {
    this.#tell("msg:custom", message, buffers);
  }

  /** The kernel is restarted, as ipywidgets and Lab tell it. */
  end(): void {
    this.#ended = true;
    this.#tell("comm_live_update");
  }

  /** What a page of this kind sees of it. */
  get model(): Model {
    return this as unknown as Model;
  }

  /** How many listeners stand, of all kinds. */
  get listeners(): number {
    return [...this.#callbacks.values()].reduce((sum, set) => sum + set.size, 0);
  }

  #tell(name: string, ...args: unknown[]): void {
    for (const callback of [...(this.#callbacks.get(name) ?? [])]) callback(...args);
  }
}
