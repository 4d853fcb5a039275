// Getting a custodian's private key into this page: from this browser, from a key file, or from the recovery sheet;
// and saying what went wrong in the words the page carries.
import { keyIdOf } from "./envelope.js";
import { keptKey, openKey, pairOf } from "./key_file.js";
import { readCode } from "./paper_code.js";

export class Trouble extends Error {
  constructor(code, more = "") {
    super(code);
    this.more = more;
  }
}

/** The page's words for a code. */
export function wordsOf(root, code) {
  return root.querySelector(`[data-words] [data-code="${code}"]`)?.textContent ?? code;
}

/** Run one act; whatever it refuses is said in the page's alert. */
export async function attempt(root, act) {
  const alert = root.querySelector("[data-trouble]");
  alert.hidden = true;
  root.setAttribute("aria-busy", "true");
  try {
    return await act();
  } catch (trouble) {
    alert.textContent = [wordsOf(root, trouble.message), trouble.more].filter(Boolean).join(" ");
    alert.hidden = false;
    alert.scrollIntoView({ block: "center" });
    return undefined;
  } finally {
    root.removeAttribute("aria-busy");
  }
}

async function fileIn(input) {
  try {
    const file = JSON.parse(await input.files[0].text());
    if (file.format === "wasdini-custodian-key-1") return file;
  } catch { /* said below */ }
  throw new Trouble("file_unreadable");
}

function fromPaper(text) {
  const read = readCode(text);
  if (read.secret) return pairOf(read.secret);
  throw read.group ? new Trouble("paper_wrong", String(read.group)) : new Trouble("paper_length");
}

async function fromFile(form, keyId) {
  const input = form.querySelector("[data-key-file]");
  const file = input.files.length ? await fileIn(input) : keptKey(keyId);
  if (!file) throw new Trouble("no_key_here");
  const pair = await openKey(file, form.querySelector("[data-passphrase]").value);
  if (!pair) throw new Trouble("passphrase_wrong");
  return pair;
}

/** The pair of this key id from what the custodian gave in the form. */
export async function unlock(form, keyId) {
  const paper = form.querySelector("[data-paper]").value.trim();
  const pair = paper ? fromPaper(paper) : await fromFile(form, keyId);
  if (keyIdOf(pair.publicKey) !== keyId) throw new Trouble("other_key", keyId);
  form.reset();
  return pair;
}

/** The page's script is there: the buttons that need it come alive. */
export function ready(root) {
  root.querySelectorAll("[data-when-ready]").forEach((button) => { button.disabled = false; });
}
