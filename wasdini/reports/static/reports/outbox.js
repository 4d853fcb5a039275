/* Finishing a report: it is sealed at once for the office's server and laid into the outbox. After this the phone itself
   cannot read it any more. */
import { addRow, keep, kept, tell } from "./store.js";
import { isEnrolled } from "./pseudonym.js";

const KEY_ADDRESS = "/lapor/kunci.json";
const MINUTE = 60_000;
export class NoKey extends Error {}

/** The server's public key; fetched when there is a network, remembered for when there is none. */
export async function refreshKey() {
  const answer = await fetch(KEY_ADDRESS, { cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const told = await answer.json();
  const key = Uint8Array.from(atob(told.key), (letter) => letter.charCodeAt(0));
  if (key.length === 32) await keep("intake-key", key);
}
export const hasKey = async () => Boolean(await kept("intake-key"));

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A closed report waits 1 to 30 minutes, so that its arrival tells little about its writing; an urgent one does not. */
function notBefore(report) {
  if (report.mode !== "closed" || report.urgency >= 4) return 0;
  const [draw] = crypto.getRandomValues(new Uint32Array(1));
  return Date.now() + MINUTE + Math.floor((draw / 2 ** 32) * 29 * MINUTE);
}

/** `files`: [{bytes, type, sha256}] in the clear. Answers the id of the report. */
export async function finalise(report, files) {
  const key = await kept("intake-key");
  if (!key) throw new NoKey();
  const { sealTo } = await import("../custody/sealed_box.js");
  const id = newId();
  const body = { ...report };
  if (files.length) body.attachments = files.map(({ bytes, type, sha256 }) => ({ sha256, bytes: bytes.length, type }));
  const pieces = files.map(({ bytes, sha256 }) => ({ id, sha256, sealed: sealTo(key, bytes) }));
  const closed = report.mode === "closed";
  const now = new Date();
  await addRow({
    id,
    mode: report.mode,
    order: closed ? +new Date(now.getFullYear(), now.getMonth(), now.getDate()) : +now,
    state: "saved",
    waits: "",
    tries: 0,
    first: report.urgency >= 4,
    not_before: notBefore(report),
    pseudonymous: closed && await isEnrolled(),
    owner: (await kept("account")) ?? "",
    sealed: sealTo(key, new TextEncoder().encode(JSON.stringify(body))),
    files: pieces.map((one) => ({ sha256: one.sha256, size: one.sealed.length, done: false })),
  }, pieces);
  for (const file of files) file.bytes.fill(0);
  tell();
  return id;
}
