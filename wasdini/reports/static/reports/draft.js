/* An unfinished OPEN report is kept on the phone so that a killed tab loses nothing. It is written under a key that lies in
   a file of its own and is removed when the report is sealed: what the database has not yet wiped can no longer be read.
   While the draft lasts, whoever holds the unlocked phone can read it, and the page says so. A closed draft never comes here. */
import { database, forget, keep, kept } from "./store.js";

const KEY_FILE = "draf.kunci";
let key = null;

const folder = () => navigator.storage.getDirectory();
const secret = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

async function existingKey() {
  if (key) return key;
  const file = await (await (await folder()).getFileHandle(KEY_FILE)).getFile();
  key = await secret(await file.arrayBuffer());
  return key;
}

async function anyKey() {
  try { return await existingKey(); } catch { /* none yet */ }
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const file = await (await (await folder()).getFileHandle(KEY_FILE, { create: true })).createWritable();
  await file.write(raw);
  await file.close();
  key = await secret(raw);
  return key;
}

async function close(bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await anyKey(), bytes) };
}
const open = async ({ iv, data }) => new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await existingKey(), data));

/** False when this browser offers no place for the key: then nothing is written at all. */
export async function saveDraft(fields, files) {
  if (!navigator.storage?.getDirectory) return false;
  const list = [];
  for (const file of files) {
    const name = `draft-file:${file.sha256}`;
    if (!(await kept(name))) await keep(name, await close(file.bytes));
    list.push({ sha256: file.sha256, type: file.type });
  }
  await keep("draft", await close(new TextEncoder().encode(JSON.stringify({ fields, files: list }))));
  return true;
}

export async function loadDraft() {
  const box = await kept("draft");
  if (!box) return null;
  try {
    const draft = JSON.parse(new TextDecoder().decode(await open(box)));
    const files = [];
    for (const file of draft.files) files.push({ ...file, bytes: await open(await kept(`draft-file:${file.sha256}`)) });
    return { fields: draft.fields, files };
  } catch {
    await shredDraft();
    return null;
  }
}

/** Key first: from here on nobody reads it, whatever the database still holds. */
export async function shredDraft() {
  key = null;
  try { await (await folder()).removeEntry(KEY_FILE); } catch { /* there was none */ }
  await forget("draft");
  for (const name of await (await database()).getAllKeys("kept")) if (String(name).startsWith("draft-file:")) await forget(name);
}
