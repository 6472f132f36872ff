/** The picture that stands in a `<video>` as a JPEG file, or null where its origin does not let it be read. */
export async function grabFrame(video: HTMLVideoElement, name: string): Promise<File | null> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  try {
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.95));
    return blob && new File([blob], name, { type: "image/jpeg" });
  } catch {
    return null;
  }
}
