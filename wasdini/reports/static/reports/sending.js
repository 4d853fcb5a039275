/* Sending what waits: one report after another, files in pieces that go on where they broke off. Nothing is dropped before
   its receipt is here; a sign-in that has run out only makes it wait. */
import { changeRow, dropPiece, keep, piece, rows, tell } from "./store.js";
import { pseudonym } from "./pseudonym.js";

const SEALED = "application/vnd.wasdini.sealed";
const [LEAST_PIECE, MOST_PIECE] = [32 * 1024, 1024 * 1024];
const FIRST_PAUSE = 4_000;
const LONGEST_PAUSE = 15 * 60_000;
class Later extends Error {
  constructor(why, seconds = 0) { super(why); this.why = why; this.seconds = seconds; }
}

const GRADED = new Set(["graded", "referred", "closed"]);

let timer = 0;
let failures = 0;
let running = false;
let size = 64 * 1024; // of a piece: grows while the network is quick, shrinks when it breaks

const address = (row) => `/api/v1/reports/${row.id}`;
const finished = (row) => row.state === "received" || row.state === "graded" || row.state === "refused" || row.state === "conflict";
const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

/** Who is signed in now. Reports in the open go out under the name of the person who wrote them, or not at all. */
export async function whoIsHere() {
  const answer = await fetch("/lapor/siapa.json", { cache: "no-store" });
  if (!answer.ok) throw new Later("server");
  const told = await answer.json();
  await keep("account-here", told.account);
  return told;
}

async function manner(row, here) {
  if (row.pseudonymous) {
    const name = await pseudonym();
    if (!name) throw new Later("enrolment");
    return { credentials: "omit", headers: { Authorization: `Samaran ${name}` } };
  }
  if (!here?.account) throw new Later("sign_in");
  if (row.owner && row.owner !== here.account) throw new Later("other_person");
  return { credentials: "same-origin", headers: { "X-CSRFToken": cookie("csrftoken") } };
}

function judge(answer, row) {
  if (answer.ok) return;
  if (answer.status === 401) throw new Later(row.pseudonymous ? "revoked" : "sign_in");
  if (answer.status === 403) throw new Later("not_allowed");
  const after = Number(answer.headers.get("Retry-After")) || 0;
  if (answer.status === 503 || answer.status === 429 || answer.status === 507) throw new Later("busy", after);
  if (answer.status >= 500) throw new Later("server", after);
}

async function sendReport(row, how) {
  if (row.receipt) return true;
  await changeRow(row.id, { state: "sent", waits: "", tries: row.tries + 1 });
  const answer = await fetch(address(row), { method: "PUT", ...how, headers: { ...how.headers, "Content-Type": SEALED }, body: row.sealed });
  if (answer.status === 409) { await changeRow(row.id, { state: "conflict", waits: "", sealed: null }); return false; }
  if (answer.status === 422 || answer.status === 400 || answer.status === 413) {
    const told = await answer.json().catch(() => ({}));
    await changeRow(row.id, { state: "refused", waits: "", errors: (told.errors ?? []).map((one) => `${one.field ?? ""}: ${one.message ?? ""}`) });
    return false;
  }
  judge(answer, row);
  if (!answer.ok) throw new Later("server");
  const receipt = await answer.json();
  await changeRow(row.id, { receipt, sealed: null });
  return true;
}

/** The office has all of it, and its hash is right. */
const whole = (answer) => answer.ok && answer.headers.get("Upload-Complete") === "1";

async function sendFile(row, file, how) {
  const { sealed } = (await piece(row.id, file.sha256)) ?? {};
  if (!sealed) return;
  const where = `${address(row)}/attachments/${file.sha256}`;
  const headers = { ...how.headers, "Content-Type": "application/octet-stream", "Upload-Sealed": "1", "Upload-Length": String(sealed.length) };
  const asked = await fetch(where, { method: "HEAD", ...how });
  if (asked.status !== 404) judge(asked, row);
  if (whole(asked)) return;
  let offset = asked.ok ? Number(asked.headers.get("Upload-Offset")) || 0 : 0;
  let mended = 0;
  while (offset < sealed.length) {
    const body = sealed.slice(offset, offset + size);
    const began = performance.now();
    const answer = await fetch(where, { method: "PATCH", ...how, headers: { ...headers, "Upload-Offset": String(offset) }, body });
    if (performance.now() - began < 2000) size = Math.min(MOST_PIECE, size * 2);
    judge(answer, row);
    if (whole(answer)) return;
    const told = Number(answer.headers.get("Upload-Offset"));
    if (answer.ok) offset = answer.headers.has("Upload-Offset") ? told : offset + body.length;
    else if (answer.status === 409 && answer.headers.has("Upload-Offset") && (mended += 1) < 4) offset = told;
    else throw new Later("server");
  }
  throw new Later("server"); // everything went, and the office does not have it whole: ask again later
}

async function sendRow(row, here) {
  const how = await manner(row, here);
  if (!(await sendReport(row, how))) return;
  const files = (await rows()).find((one) => one.id === row.id).files;
  for (const file of files) {
    if (file.done) continue;
    await sendFile(row, file, how);
    file.done = true;
    await changeRow(row.id, { files });
    await dropPiece(row.id, file.sha256);
  }
  await changeRow(row.id, { state: "received", waits: "", received_on: new Date().toISOString().slice(0, 10) });
}

/** One turn over everything that is due; answers in how many milliseconds the next is wanted, 0 for none. */
async function turn() {
  const waiting = (await rows()).filter((row) => !finished(row));
  if (!waiting.length) return 0;
  const due = waiting.filter((row) => row.not_before <= Date.now()).sort((a, b) => b.first - a.first || a.order - b.order);
  const here = due.some((row) => !row.pseudonymous) ? await whoIsHere() : null;
  let seconds = 0;
  let failed = false;
  for (const row of due) {
    try {
      await sendRow(row, here);
    } catch (problem) {
      const why = problem instanceof Later ? problem.why : "network";
      const reached = (await rows()).find((one) => one.id === row.id)?.receipt ? "sent" : "saved";
      await changeRow(row.id, { waits: why, state: reached });
      failed = true;
      seconds = Math.max(seconds, problem.seconds ?? 0);
      if (why !== "network") continue;
      size = Math.max(LEAST_PIECE, size / 2);
      break;
    }
  }
  failures = failed ? failures + 1 : 0;
  const left = (await rows()).filter((row) => !finished(row));
  if (!left.length) return 0;
  if (failed) return Math.max(seconds * 1000, pause());
  return Math.max(1000, Math.min(...left.map((row) => row.not_before)) - Date.now());
}

/** Back-off with jitter, so that a thousand phones do not come back in the same second. */
const pause = () => Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures, 8)) * (0.5 + Math.random());

export async function sendNow() {
  clearTimeout(timer);
  if (running) return;
  running = true;
  let next = 0;
  try {
    const work = async () => { next = await turn(); };
    if (navigator.locks) await navigator.locks.request("wasdini-outbox", { ifAvailable: true }, async (lock) => { if (lock) await work(); else next = FIRST_PAUSE; });
    else await work();
  } catch {
    failures += 1;
    next = pause();
  } finally {
    running = false;
  }
  tell();
  if (next) timer = setTimeout(sendNow, next);
}

/** What the office did with what it has: asked once when the page opens, of the newest only. */
export async function refreshStates() {
  const here = await whoIsHere();
  for (const row of (await rows()).filter((one) => one.state === "received" && one.mode === "open").slice(0, 20)) {
    const how = await manner(row, here).catch(() => null);
    const answer = how && (await fetch(`${address(row)}/receipt`, { ...how, cache: "no-store" }));
    if (!answer?.ok) continue;
    const { status } = await answer.json();
    if (GRADED.has(status)) await changeRow(row.id, { state: "graded" });
  }
}

/** Sends now, when the network returns, and when the page is looked at again. */
export function startSending() {
  window.addEventListener("online", () => { failures = 0; setTimeout(sendNow, Math.random() * 1500); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sendNow(); });
  sendNow().then(refreshStates).catch(() => null);
}
