/** Files: chosen, dropped, pasted or named by a link, each with its bar. */
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { bytes, ending } from "../../lib/format.ts";
import { Icon, type IconName } from "../../lib/icons.tsx";
import { usePicture } from "../../lib/pictures.ts";
import type { FileItem } from "../../lib/protocol.ts";
import type { Uploads as Sender, Transfer } from "../../lib/upload.ts";
import type { Props } from "../../lib/widget.tsx";

export function Uploads({ store, uploads }: Props): VNode {
  return (
    <DropZone store={store} uploads={uploads}>
      <div class="nemo-alone">
        <Files store={store} uploads={uploads} />
        <div class="nemo-foot">
          <AddFiles store={store} uploads={uploads} />
        </div>
      </div>
    </DropZone>
  );
}

/** The chooser, and a box for a link. */
export function AddFiles({ store, uploads }: Props): VNode {
  const say = store.say.value;
  const chooser = useRef<HTMLInputElement>(null);
  const { accepts } = store.snapshot.value;
  return (
    <>
      <input
        ref={chooser}
        class="nemo-chooser"
        type="file"
        multiple
        hidden
        accept={accepts.map((end) => `.${end}`).join(",")}
        onChange={(event) => {
          uploads.add([...(event.currentTarget.files ?? [])]);
          // The same file can be chosen again.
          event.currentTarget.value = "";
        }}
      />
      <button type="button" class="nemo-button" onClick={() => chooser.current?.click()}>
        <Icon name="plus" /> {say("addFiles")}
      </button>
      <LinkBox store={store} />
    </>
  );
}

function LinkBox({ store }: { store: Props["store"] }): VNode {
  const say = store.say.value;
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  // The field that had the focus gives it back.
  useEffect(() => {
    if (!open && opened.current) button.current?.focus();
    opened.current = open;
  }, [open]);
  if (open) return <LinkField store={store} close={() => setOpen(false)} />;
  return (
    <button
      type="button"
      class="nemo-button nemo-quiet"
      ref={button}
      aria-label={say("link")}
      onClick={() => setOpen(true)}
    >
      <Icon name="link" /> <span class="nemo-wide">{say("link")}</span>
    </button>
  );
}

function LinkField({ store, close }: { store: Props["store"]; close: () => void }): VNode {
  const say = store.say.value;
  const [url, setUrl] = useState("");
  const field = useRef<HTMLInputElement>(null);
  // It opened because the user asked for it.
  useEffect(() => field.current?.focus(), []);
  const add = async () => {
    const ack = url.trim() ? await store.command({ kind: "upload-url", url: url.trim() }) : null;
    if (ack?.ok || !url.trim()) close();
  };
  return (
    <span class="nemo-linkbox">
      <input
        type="url"
        class="nemo-note"
        ref={field}
        aria-label={say("link")}
        placeholder={say("linkHint")}
        value={url}
        onInput={(event) => setUrl(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.isComposing) void add();
          if (event.key === "Escape") close();
        }}
      />
      <button type="button" class="nemo-button" onClick={add}>
        {say("linkAdd")}
      </button>
    </span>
  );
}

/** One row for each file: those on their way from this page, and those the session has. */
export function Files({ store, uploads }: Props): VNode | null {
  const say = store.say.value;
  const known = useMemo(() => store.part("files"), [store]).value;
  const own = uploads.transfers.value;
  const settled = new Set(known.filter((file) => file.state !== "receiving").flatMap(({ id, also }) => [id, ...also]));
  const sending = own.filter((transfer) => !settled.has(transfer.id));
  const mine = new Set(sending.map((transfer) => transfer.id));
  const kept = known.filter((file) => !mine.has(file.id));
  const pictured = new Map(known.map((file) => [file.id, file.thumb]));
  if (!kept.length && !sending.length) return null;
  return (
    <ul class="nemo-files" aria-label={say("files")}>
      {kept.map((file) => (
        <FileRow key={file.id} store={store} uploads={uploads} {...ofKernel(file)} />
      ))}
      {sending.map((transfer) => (
        <FileRow
          key={transfer.id}
          store={store}
          uploads={uploads}
          {...ofPage(transfer, pictured.get(transfer.id) ?? null)}
        />
      ))}
    </ul>
  );
}

/** Whether a file is still on its way, so that a prompt about it had better wait. */
export function underWay(store: Props["store"], uploads: Sender): boolean {
  return (
    store.snapshot.value.files.some((file) => file.state === "receiving" || file.state === "uploading") ||
    uploads.transfers.value.some((one) => one.state === "sending")
  );
}

interface Row {
  id: string;
  name: string;
  size: number;
  thumb: string | null;
  /** 0 to 1 on its way, null otherwise. */
  part: number | null;
  state: FileItem["state"];
  error: string;
  again: (() => void) | null;
}

function ofKernel(file: FileItem): Row {
  return {
    ...file,
    part: file.state === "receiving" || file.state === "uploading" ? file.progress : null,
    again: null,
  };
}

function ofPage({ id, name, size, sent, state, error, again }: Transfer, thumb: string | null): Row {
  const failed = state === "failed";
  const part = failed ? null : size ? sent / size : 0;
  return {
    id,
    name,
    size,
    thumb,
    part,
    state: failed ? "failed" : "receiving",
    error,
    again: failed ? again : null,
  };
}

function FileRow({ store, uploads, ...row }: Props & Row): VNode {
  const say = store.say.value;
  const thumb = usePicture(store, row.thumb);
  const onItsWay = row.part !== null;
  return (
    <li class={`nemo-file nemo-file-${row.state}`}>
      <span class="nemo-file-thumb">{thumb ? <img src={thumb} alt="" /> : <Icon name={iconOf(row.name)} />}</span>
      <span class="nemo-file-name" title={row.name}>
        {row.name}
      </span>
      <FileState row={row} store={store} />
      {row.again && (
        <button type="button" class="nemo-button nemo-small" onClick={row.again}>
          {say("retryFile")}
        </button>
      )}
      {(onItsWay || row.state === "failed") && (
        <button
          type="button"
          class="nemo-button nemo-quiet nemo-small"
          aria-label={say(onItsWay ? "cancelFile" : "removeFile", { name: row.name })}
          onClick={() => uploads.drop(row.id)}
        >
          <Icon name="close" size={14} />
        </button>
      )}
    </li>
  );
}

const CLIPS = ["mp4", "mov", "avi", "webm", "mkv"];
const SOUNDS = ["mp3", "wav", "m4a", "aac"];

function iconOf(name: string): IconName {
  const kind = ending(name);
  if (CLIPS.includes(kind)) return "film";
  return SOUNDS.includes(kind) ? "sound" : "file";
}

function FileState({ row, store }: { row: Row; store: Props["store"] }): VNode {
  const say = store.say.value;
  if (row.error) return <span class="nemo-file-error">{row.error}</span>;
  if (row.part === null) {
    return (
      <span class="nemo-soft">
        {bytes(row.size)} {row.state === "ready" && <Icon name="check" size={14} />}
        {row.state === "ready" && <span class="nemo-hidden">{say("fileReady")}</span>}
        {row.state === "cancelled" && `· ${say("fileCancelled")}`}
      </span>
    );
  }
  const percent = Math.round(100 * row.part);
  return (
    <>
      <span
        class="nemo-bar-small"
        role="progressbar"
        aria-label={row.name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${say(row.state === "uploading" ? "fileUploading" : "fileReceiving")} ${percent} %`}
      >
        <span class="nemo-bar-fill" style={{ width: `${percent}%` }} />
      </span>
      <span class="nemo-soft nemo-percent" aria-hidden="true">
        {percent} %
      </span>
    </>
  );
}

/** A place where files and links may be dropped, and images pasted. */
export function DropZone({ store, uploads, children }: Props & { children: ComponentChildren }): VNode {
  const say = store.say.value;
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const { formats, limit } = store.snapshot.value.profile;

  const enter = (event: DragEvent, step: number) => {
    if (!takesDrop(event)) return;
    event.preventDefault();
    event.stopPropagation();
    // Each child that the pointer passes tells of its own coming and going.
    depth.current = Math.max(0, depth.current + step);
    setOver(depth.current > 0);
  };
  const drop = (event: DragEvent) => {
    if (!takesDrop(event)) return;
    event.preventDefault();
    event.stopPropagation();
    depth.current = 0;
    setOver(false);
    const data = event.dataTransfer;
    if (data?.files.length) return uploads.add([...data.files]);
    const url = data
      ?.getData("text/uri-list")
      .split(/\r?\n/)
      .find((line) => /^https?:/.test(line));
    if (url) void store.command({ kind: "upload-url", url });
  };
  const paste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    event.stopPropagation();
    uploads.add(files);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the pointer's way; Add files is everybody's
    <div
      class="nemo-drop"
      onDragEnter={(event) => enter(event, 1)}
      onDragOver={(event) => enter(event, 0)}
      onDragLeave={(event) => enter(event, -1)}
      onDrop={drop}
      onPaste={paste}
    >
      {children}
      {over && (
        <div class="nemo-drop-veil" aria-hidden="true">
          <Icon name="plus" size={30} />
          <strong>{say("dropHere")}</strong>
          {formats.length > 0 && <span>{say("dropFormats", { formats: formats.join(" "), limit })}</span>}
        </div>
      )}
    </div>
  );
}

function takesDrop(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? [];
  return types.includes("Files") || types.includes("text/uri-list");
}
