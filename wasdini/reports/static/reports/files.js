/* Photos and sound. A photo is drawn anew, small: that also leaves behind where and with what it was taken. */
const LONGEST = 1600;
const QUALITY = 0.8;
export const FILES_MAX = 6;
export const BYTES_MAX = 20 * 1024 * 1024;

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function described(blob, type) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return { bytes, type, sha256: hex(await crypto.subtle.digest("SHA-256", bytes)) };
}

export async function smallPhoto(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return described(blob, "image/jpeg");
}

const SOUND = { "audio/ogg": "audio/ogg", "audio/webm": "audio/webm", "video/webm": "audio/webm", "audio/mp4": "audio/mp4", "audio/x-m4a": "audio/mp4", "audio/m4a": "audio/mp4", "audio/mpeg": "audio/mpeg", "audio/mp3": "audio/mpeg", "audio/wav": "audio/wav", "audio/x-wav": "audio/wav", "audio/amr": "audio/amr", "audio/3gpp": "audio/3gpp", "audio/aac": "audio/aac" };

/** null: not a kind of sound the office can keep, or too large. */
export async function soundOf(blob) {
  const type = SOUND[blob.type.split(";")[0].toLowerCase()];
  return type && blob.size <= BYTES_MAX ? described(blob, type) : null;
}

/** Starts recording; the answer stops it and gives the sound. */
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 24000 });
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.start(1000);
  return () => new Promise((done) => {
    recorder.addEventListener("stop", async () => {
      for (const track of stream.getTracks()) track.stop();
      done(await soundOf(new Blob(parts, { type: recorder.mimeType })));
    });
    recorder.stop();
  });
}
