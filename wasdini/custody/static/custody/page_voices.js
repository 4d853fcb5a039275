// Registering a covert source, or giving a new pseudonym for a lost phone: the secret and the name stay in this page;
// the server gets a digest and a sealed identity.
import { base64Of, fromHex } from "./encoding.js";
import { seal } from "./envelope.js";
import { enrolmentText, newSecret, pseudonymOf, registeredDigest } from "./pseudonym.js";
import { fillSheet, guardRegister } from "./sheet.js";
import { attempt, ready, Trouble } from "./unlock.js";

const root = document.querySelector("[data-custody]");
const form = root.querySelector("[data-new-voice], [data-reissue]");

function enrol(election) {
  const secret = newSecret();
  form.elements.digest.value = registeredDigest(pseudonymOf(secret, election));
  fillSheet(form, enrolmentText(secret));
  secret.fill(0);
  form.querySelector("[data-make]").hidden = true;
  form.querySelector("[data-enrolment]").hidden = false;
}

function register() {
  const told = Object.fromEntries(["name", "phone", "note"].map((name) => {
    const input = form.querySelector(`#person_${name}`);
    return [name, input.value.trim()];
  }));
  const { election, area } = form.elements;
  if (!told.name || !election.value || !area.value.trim()) throw new Trouble("missing");
  const voiceId = crypto.randomUUID ? crypto.randomUUID() : uuidOf(newSecret());
  const sealed = seal(`voice:${voiceId}`, told, fromHex(root.dataset.outer), fromHex(root.dataset.inner));
  form.elements.voice_id.value = voiceId;
  form.elements.link.value = base64Of(sealed.ciphertext);
  form.elements.inner_digest.value = sealed.innerDigest;
  enrol(election.value);
  form.querySelectorAll("[id^=person_]").forEach((input) => { input.value = ""; input.disabled = true; });
}

// `crypto.randomUUID` exists on encrypted connections only; an office's own network may have none.
function uuidOf(bytes) {
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes.slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

if (form) {
  guardRegister(form);
  form.querySelector("[data-make]").addEventListener("click", () => {
    attempt(root, form.matches("[data-reissue]") ? () => enrol(form.dataset.election) : register);
  });
  form.addEventListener("submit", (event) => { if (!form.elements.digest.value) event.preventDefault(); });
  ready(root);
}
