/* What the phone keeps, in IndexedDB: sealed reports with their receipts, sealed files, and a few things it remembers. */
import { openDB } from "../idb/index.js";

let opened;
export const database = () => (opened ??= openDB("wasdini-lapor", 1, {
  upgrade(db) {
    db.createObjectStore("outbox", { keyPath: "id" });
    db.createObjectStore("pieces", { keyPath: ["id", "sha256"] });
    db.createObjectStore("kept");
  },
}));

export const kept = async (name) => (await database()).get("kept", name);
export const keep = async (name, value) => (await database()).put("kept", value, name);
export const forget = async (name) => (await database()).delete("kept", name);

export async function rows() {
  const all = await (await database()).getAll("outbox");
  return all.sort((a, b) => b.order - a.order);
}

/** One transaction: the sealed report stands with all its sealed files, or nothing does. */
export async function addRow(row, pieces) {
  const db = await database();
  const transaction = db.transaction(["outbox", "pieces"], "readwrite", { durability: "strict" });
  transaction.objectStore("outbox").add(row);
  for (const piece of pieces) transaction.objectStore("pieces").add(piece);
  await transaction.done;
}

/** Changes one row; says so to every open page. */
export async function changeRow(id, change) {
  const db = await database();
  const transaction = db.transaction("outbox", "readwrite", { durability: "strict" });
  const row = await transaction.store.get(id);
  if (row) await transaction.store.put(Object.assign(row, change));
  await transaction.done;
  tell();
  return row;
}

export const piece = async (id, sha256) => (await database()).get("pieces", [id, sha256]);
export const dropPiece = async (id, sha256) => (await database()).delete("pieces", [id, sha256]);

/** What has been received in full leaves no trace on the phone when the officer asks for it. */
export async function dropFinished() {
  const db = await database();
  for (const row of await rows()) if (row.state === "received" || row.state === "graded") await db.delete("outbox", row.id);
  tell();
}

const channel = "BroadcastChannel" in self ? new BroadcastChannel("wasdini-lapor") : null;
const listeners = new Set();
export function onChange(listener) {
  listeners.add(listener);
  channel?.addEventListener("message", listener);
}
export function tell() {
  for (const listener of listeners) listener();
  channel?.postMessage("changed");
}
