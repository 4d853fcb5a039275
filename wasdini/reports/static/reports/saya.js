/* My reports: what lies on this phone beside what the office has; questions for a pseudonym; the pseudonym itself. */
import { element, say } from "./words.js";
import { changeRow, onChange, rows } from "./store.js";
import { showRows } from "./states.js";
import { startSending, sendNow } from "./sending.js";
import { enrol, isEnrolled, leave, pseudonym } from "./pseudonym.js";
import { refreshKey } from "./outbox.js";

const section = document.getElementById("on-phone");
const known = [...document.querySelectorAll("[data-report]")].map((one) => [one.dataset.report, one.dataset.status]);
const GRADED = ["graded", "referred", "closed"];

/** What the office says of a report is remembered on the phone; here it stands once, under the office. */
async function merge() {
  const onPhone = new Map((await rows()).map((row) => [row.id, row]));
  for (const [id, status] of known) {
    const row = onPhone.get(id);
    if (row?.state === "received" && GRADED.includes(status)) await changeRow(id, { state: "graded" });
  }
}

async function showPseudonym() {
  const box = document.getElementById("pseudonym");
  box.hidden = !crypto.subtle;
  const set = await isEnrolled();
  document.getElementById("pseudonym-state").textContent = say(set ? "enrolled" : "not_enrolled");
  document.getElementById("leave").hidden = !set;
}

/** The code as custodians hand it out; a group that was misread is named, and what was typed stays to be mended. */
async function take(text) {
  const { readCode } = await import("../custody/paper_code.js");
  const { secret, group } = readCode(text);
  const state = document.getElementById("pseudonym-state");
  if (!secret) {
    document.getElementById("secret").value = text;
    state.textContent = group ? say("enrol_group", { n: group }) : say("enrol_wrong");
    return;
  }
  document.getElementById("secret").value = "";
  await enrol(secret);
  await showPseudonym();
  state.textContent = say("enrol_done");
  sendNow();
  await mailbox();
}

async function scan(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(file)).catch(() => []);
  if (found.length) await take(found[0].rawValue);
  else document.getElementById("pseudonym-state").textContent = say("no_code_seen");
}

/** Questions about closed reports reach the pseudonym only, without the account's cookie; kept in no store. */
async function mailbox() {
  const name = await pseudonym();
  if (!name || !navigator.onLine) return;
  const answer = await fetch("/api/v1/reports/mailbox", { credentials: "omit", cache: "no-store", headers: { Authorization: `Samaran ${name}` } }).catch(() => null);
  if (!answer?.ok) return;
  const { results = [] } = await answer.json();
  const box = document.getElementById("questions");
  const list = box.querySelector("ul");
  for (const old of list.querySelectorAll("[data-closed]")) old.remove();
  for (const one of results) {
    const number = String(one.report_id).slice(0, 4).toUpperCase();
    list.append(element("li", { class: "question closed", "data-closed": one.report_id }, element("p", {}, element("b", {}, say("question", { number }))), element("p", {}, one.text ?? one.question ?? ""), element("p", {}, element("a", { class: "button second", href: `/lapor/?jawab=${one.report_id}&mode=closed` }, say("answer")))));
  }
  if (results.length) box.hidden = false;
}

document.getElementById("enrol").addEventListener("submit", (event) => { event.preventDefault(); take(document.getElementById("secret").value); });
document.getElementById("leave").addEventListener("click", async () => { await leave(); await showPseudonym(); });
if ("BarcodeDetector" in window) {
  document.getElementById("scan").hidden = false;
  document.getElementById("scan-file").addEventListener("change", scan);
}

await merge();
const atOffice = new Set(known.map(([id]) => id));
onChange(() => showRows(section, atOffice));
await showRows(section, atOffice);
await showPseudonym();
document.documentElement.dataset.ready = "yes";
startSending();
refreshKey().catch(() => null);
mailbox();
