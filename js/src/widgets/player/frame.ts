import { pictureOf } from "../../lib/still.ts";

/** The picture that stands in a `<video>` as a JPEG file, or null where its origin does not let it be read. */
export async function grabFrame(video: HTMLVideoElement, name: string): Promise<File | null> {
  try {
    const blob = await pictureOf(video, video.videoHeight, 0.95);
    return blob && new File([blob], name, { type: "image/jpeg" });
  } catch {
    return null;
  }
}
