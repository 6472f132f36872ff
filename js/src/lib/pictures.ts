/** Posters and thumbnails: bytes from the kernel, shown by object URLs that end with the view. */
import { useEffect, useMemo } from "preact/hooks";
import type { Store } from "./store.ts";

/** The URL of a picture, or null while there is none. */
export function usePicture(store: Store, key: string | null | undefined): string | null {
  const bytes = key ? store.pictures.value[key] : undefined;
  const url = useMemo(() => (bytes?.byteLength ? URL.createObjectURL(blobOf(bytes)) : null), [bytes]);
  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url]);
  return url;
}

function blobOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Blob {
  // Hosts differ in the kind of view they hand over.
  const view = new DataView(buffer, byteOffset, byteLength);
  const png = view.byteLength > 4 && view.getUint32(0) === 0x89504e47;
  return new Blob([view as DataView<ArrayBuffer>], { type: png ? "image/png" : "image/jpeg" });
}
