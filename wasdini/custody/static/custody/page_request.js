// One request: the first custodian takes the outer box off, the second opens the inner one. What is read stays here.
import { base64Of, fromBase64 } from "./encoding.js";
import { openInner, openOuter } from "./envelope.js";
import { attempt, ready, unlock, wordsOf } from "./unlock.js";

const root = document.querySelector("[data-custody=request]");
const { record, key, box, until } = root.dataset;
let clock = null;

async function handOver(form) {
  const pair = await unlock(form, key);
  const inner = openOuter(record, fromBase64(box), pair);
  pair.secretKey.fill(0);
  const answer = root.querySelector("[data-hand-over]");
  answer.elements.box.value = base64Of(inner.box);
  answer.submit();
}

function close(words = "") {
  clearInterval(clock);
  const shown = root.querySelector("[data-identity]");
  shown.querySelector("dl").replaceChildren();
  shown.hidden = true;
  if (!words) return;
  root.querySelector("[data-open-inner]").remove();
  const alert = root.querySelector("[data-trouble]");
  alert.textContent = words;
  alert.hidden = false;
}

function tick() {
  const left = Math.max(0, Math.round((Date.parse(until) - Date.now()) / 1000));
  root.querySelector("[data-left]").textContent = `${Math.floor(left / 60)}.${String(left % 60).padStart(2, "0")}`;
  if (left === 0) close(wordsOf(root, "closed"));
}

async function read(form) {
  const pair = await unlock(form, key);
  const identity = openInner(record, fromBase64(box), pair);
  pair.secretKey.fill(0);
  const shown = root.querySelector("[data-identity]");
  shown.querySelector("dl").replaceChildren(...Object.entries(identity).flatMap(([name, value]) => {
    const [term, told] = [document.createElement("dt"), document.createElement("dd")];
    const words = wordsOf(root, `field_${name}`);
    term.textContent = words === `field_${name}` ? name : words;
    told.textContent = value;
    return [term, told];
  }));
  shown.hidden = false;
  shown.focus();
  tick();
  clock = setInterval(tick, 1000);
}

for (const [name, act] of [["outer", handOver], ["inner", read]]) {
  root.querySelector(`[data-open-${name}]`)?.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(root, () => act(event.currentTarget ?? event.target));
  });
}
root.querySelector("[data-close]")?.addEventListener("click", () => close());
addEventListener("pagehide", () => { if (clock) close(); });
ready(root);
