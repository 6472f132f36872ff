/** A picture out of a clip on its way, so that Files shows what it is. Clips are only looked into in the page. */

/** Small, and sharp on dense screens. */
const HEIGHT_PX = 120;
/** A clip that shows no picture for so long (ms) goes without. */
const PATIENCE_MS = 10_000;

/** A JPEG of some kB; null of what is no clip, or none that this browser can show. */
export async function stillOf(file: File, stop: AbortSignal): Promise<ArrayBuffer | null> {
  if (!file.type.startsWith("video/")) return null;
  const video = document.createElement("video");
  const url = URL.createObjectURL(file);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    const shown = happened(video, "loadeddata", signal);
    Object.assign(video, { muted: true, preload: "auto", src: url });
    await shown;
    const moved = happened(video, "seeked", signal);
    // Many clips begin with black.
    video.currentTime = Math.min(1, video.duration / 4 || 0);
    await moved;
    const blob = await pictureOf(video, HEIGHT_PX, 0.75);
    return (await blob?.arrayBuffer()) ?? null;
  } catch {
    return null;
  } finally {
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(url);
  }
}

/** What stands in a `<video>` as a JPEG, at most so high (px). Throws where its origin does not let it be read. */
export function pictureOf(video: HTMLVideoElement, height: number, quality: number): Promise<Blob | null> {
  const part = Math.min(1, height / video.videoHeight);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(video.videoWidth * part);
  canvas.height = Math.round(video.videoHeight * part);
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

function happened(video: HTMLVideoElement, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const end = new AbortController();
    const listen = (target: EventTarget, event: string, then: () => void) => {
      const heard = () => {
        end.abort();
        then();
      };
      target.addEventListener(event, heard, { signal: end.signal });
    };
    listen(video, name, done);
    listen(video, "error", () => fail(video.error));
    listen(signal, "abort", () => fail(signal.reason));
  });
}
