/**
 * Files from the page to the kernel's machine: checked before a byte is sent, in pieces, each acknowledged, by the server
 * extension where it is there, else over the comm. After a silence the page asks how much arrived and goes on from
 * there, so that a reconnect costs one piece.
 */
import { effect, type Signal, signal } from "@preact/signals";
import { bytes, ending } from "./format.ts";
import { serverUrl } from "./media.ts";
import { CHUNK_BYTES, type FrameOrigin, PUT_BYTES } from "./protocol.ts";
import { stillOf } from "./still.ts";
import type { Answer, Store } from "./store.ts";
import { uid } from "./uid.ts";

/** A file on its way, or one that could not set out. */
export interface Transfer {
  id: string;
  name: string;
  size: number;
  sent: number;
  state: "sending" | "sent" | "failed";
  error: string;
  stop: AbortController;
  again: (() => void) | null;
}

export class Uploads {
  readonly transfers: Signal<readonly Transfer[]> = signal([]);
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    readonly store: Store,
    /** A piece unanswered for this long (ms) may be lost with a connection. */
    readonly silence = 10_000,
  ) {
    // A file that the session lists is the session's from then on, whatever becomes of it there.
    const dispose = effect(() => {
      const listed = new Set(store.snapshot.value.files.flatMap(({ id, also }) => [id, ...also]));
      const left = this.transfers.peek().filter((one) => one.state !== "sent" || !listed.has(one.id));
      if (left.length < this.transfers.peek().length) this.transfers.value = left;
    });
    store.life.addEventListener("abort", dispose);
  }

  /** Starts to send files, one after another. What can't be taken is shown with its reason, and not sent. */
  add(files: Iterable<File>, origin?: FrameOrigin): void {
    for (const file of files) {
      const transfer = this.#enter(file, origin);
      if (transfer.state === "sending") this.#queue = this.#queue.then(() => this.#send(file, transfer.id, origin));
    }
  }

  /** Takes a file off the list, and stops it if it is still on its way. */
  drop(id: string): void {
    const transfer = this.#find(id);
    transfer?.stop.abort();
    this.transfers.value = this.transfers.value.filter((other) => other.id !== id);
    if (transfer?.state !== "failed") void this.store.command({ kind: "upload-cancel", upload: id });
  }

  #enter(file: File, origin?: FrameOrigin): Transfer {
    const error = this.#refusal(file);
    const transfer: Transfer = {
      id: uid(),
      name: file.name,
      size: file.size,
      sent: 0,
      state: error ? "failed" : "sending",
      error,
      stop: new AbortController(),
      again: null,
    };
    if (!error) {
      transfer.again = () => {
        this.transfers.value = this.transfers.value.filter((other) => other.id !== transfer.id);
        this.add([file], origin);
      };
    }
    this.transfers.value = [...this.transfers.value, transfer];
    return transfer;
  }

  /** Why a file can't be taken, or "". */
  #refusal(file: File): string {
    const { accepts, profile } = this.store.snapshot.value;
    const say = this.store.say.value;
    const { name } = file;
    if (accepts.length && !accepts.includes(ending(name))) {
      return say("wrongType", { formats: accepts.join(", ") });
    }
    if (!file.size) return say("emptyFile");
    if (profile.limit_bytes && file.size > profile.limit_bytes) {
      return say("tooLarge", { size: bytes(file.size), limit: profile.limit });
    }
    return "";
  }

  async #send(file: File, id: string, origin?: FrameOrigin): Promise<void> {
    const transfer = this.#find(id);
    if (!transfer) return;
    const stop = AbortSignal.any([this.store.life, transfer.stop.signal]);
    try {
      const { name, size, type } = file;
      const begun = await this.#ask(
        { kind: "upload-begin", upload: id, name, size, type, ...(origin && { origin }) },
        stop,
      );
      void this.#picture(file, id, stop);
      let offset = begun.ack.received ?? 0;
      const url = serverUrl(begun.ack.route);
      for (let tries = url ? TRIES : 0; offset < size; this.#change(id, { sent: offset })) {
        if (!url || !tries) {
          offset = await this.#piece(file, id, offset, stop);
          continue;
        }
        const put = await putPiece(file, url, offset, stop);
        tries = put ? TRIES : tries - 1;
        offset = put || (await this.#status(id, stop, offset));
      }
      await this.#ask({ kind: "upload-end", upload: id }, stop);
      this.#change(id, { state: "sent", sent: size });
    } catch (error) {
      if (!stop.aborted) this.#change(id, { state: "failed", error: reason(error) });
    }
  }

  /** A clip's picture, if it can be had; the file goes its way meanwhile, and without it if need be. */
  async #picture(file: File, upload: string, stop: AbortSignal): Promise<void> {
    const picture = await stillOf(file, stop);
    if (!picture || stop.aborted) return;
    const patience = AbortSignal.any([stop, AbortSignal.timeout(this.silence)]);
    await this.store.request({ kind: "upload-picture", upload }, [picture], patience).catch(() => {});
  }

  /** Sends one piece and returns how much the kernel holds then. */
  async #piece(file: File, upload: string, offset: number, stop: AbortSignal): Promise<number> {
    const piece = await file
      .slice(offset, offset + CHUNK_BYTES)
      .arrayBuffer()
      .catch(() => {
        throw new Refusal(this.store.say.value("lostFile"));
      });
    const silence = AbortSignal.timeout(this.silence);
    try {
      const { ack } = held(
        await this.store.request({ kind: "upload-chunk", upload, offset }, [piece], AbortSignal.any([stop, silence])),
      );
      return ack.received ?? offset + piece.byteLength;
    } catch (error) {
      if (stop.aborted || !silence.aborted) throw error;
      return this.#status(upload, stop, offset);
    }
  }

  /** How much the kernel holds. */
  async #status(upload: string, stop: AbortSignal, before: number): Promise<number> {
    const { ack } = await this.#ask({ kind: "upload-status", upload }, stop);
    return ack.received ?? before;
  }

  async #ask(command: Parameters<Store["request"]>[0], stop: AbortSignal): Promise<Answer> {
    return held(await this.store.request(command, [], stop));
  }

  #find(id: string): Transfer | undefined {
    return this.transfers.value.find((transfer) => transfer.id === id);
  }

  #change(id: string, change: Partial<Transfer>): void {
    this.transfers.value = this.transfers.value.map((other) => (other.id === id ? { ...other, ...change } : other));
  }
}

/** So often in a row the extension may fail to take a piece; then the rest goes over the comm. */
const TRIES = 2;
/** A piece that takes longer (ms) is lost: 4 MiB at 35 kB/s. */
const LONGEST_PUT_MS = 120_000;

/** Sends one piece to the server extension; how much it holds then, or 0 if that did not work. */
async function putPiece(file: File, url: string, offset: number, stop: AbortSignal): Promise<number> {
  try {
    const response = await fetch(`${url}?offset=${offset}`, {
      method: "PUT",
      // The browser reads it from disk: no byte of it passes through this page's memory.
      body: file.slice(offset, offset + PUT_BYTES),
      headers: { "X-XSRFToken": /(?:^|;\s*)_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "" },
      signal: AbortSignal.any([stop, AbortSignal.timeout(LONGEST_PUT_MS)]),
    });
    // What is no such answer throws too.
    const { received } = await response.json();
    return received > offset ? received : 0;
  } catch {
    stop.throwIfAborted();
    return 0;
  }
}

/** The kernel's own refusal, in its words. */
class Refusal extends Error {}

function held(answer: Answer): Answer {
  if (!answer.ack.ok) throw new Refusal([answer.ack.error, answer.ack.next_step].filter(Boolean).join(" "));
  return answer;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
