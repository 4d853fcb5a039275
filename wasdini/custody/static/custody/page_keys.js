// The key page: make a key here, keep its private half here, register the public half; open a drill's box.
import { fromBase64, textOf } from "./encoding.js";
import { closeKey, keepKey, newPair } from "./key_file.js";
import { writeCode } from "./paper_code.js";
import { openWith } from "./sealed_box.js";
import { fillSheet, guardRegister, printSheet } from "./sheet.js";
import { attempt, ready, Trouble, unlock } from "./unlock.js";

const SHORTEST = 12;
const root = document.querySelector("[data-custody=keys]");
const form = root.querySelector("[data-new-key]");
let file = null;

function checkedPassphrase() {
  const passphrase = form.querySelector("#new_passphrase").value;
  if (passphrase.length < SHORTEST) throw new Trouble("passphrase_short");
  if (passphrase !== form.querySelector("#again").value) throw new Trouble("passphrase_differs");
  return passphrase;
}

async function make() {
  const pair = newPair();
  file = await closeKey(pair, checkedPassphrase());
  fillSheet(form, `WSDK1:${writeCode(pair.secretKey)}`);
  pair.secretKey.fill(0);
  form.querySelector("[data-key-id]").textContent = file.key_id;
  form.elements.public_key.value = file.public_key;
  form.querySelectorAll("input[type=password]").forEach((input) => { input.value = ""; });
  form.querySelector("[data-step='1']").hidden = true;
  form.querySelector("[data-step='2']").hidden = false;
  keepKey(file);
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2)], { type: "application/json" }));
  link.download = `kunci-kustodian-${file.key_id}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function openDrill(drill) {
  const challenge = JSON.parse(drill.dataset.drill);
  const pair = await unlock(drill, challenge.key);
  const plain = openWith(pair.publicKey, pair.secretKey, fromBase64(challenge.box));
  if (plain === null) throw new Trouble("box_not_for_this_key");
  const code = JSON.parse(textOf(plain)).code;
  drill.closest("section").querySelector("input[name=code]").value = code.match(/.{1,4}/g).join("-");
}

guardRegister(form);
form.querySelector("[data-make]").addEventListener("click", () => attempt(root, make));
form.querySelector("[data-print]").addEventListener("click", printSheet);
form.querySelector("[data-save]").addEventListener("click", save);
form.addEventListener("submit", (event) => { if (!form.elements.public_key.value) event.preventDefault(); });
for (const drill of root.querySelectorAll("[data-drill]")) {
  drill.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(root, () => openDrill(drill));
  });
}
ready(root);
