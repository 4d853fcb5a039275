/* What the officer sees of each report on this phone: saved, sent, received, graded; what it waits for; and how to clear. */
import { element, language, say } from "./words.js";
import { changeRow, dropFinished, rows } from "./store.js";

const DONE = new Set(["received", "graded"]);
const ORDER = ["saved", "sent", "received", "graded"];
const days = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "id-ID", { day: "numeric", month: "long" });
const times = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "id-ID", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

const number = (row) => row.id.slice(0, 4).toUpperCase();

/** What the server refused may be mended at the office (keys, duty area): nothing was thrown away. */
async function again(row) {
  await changeRow(row.id, { state: "saved", waits: "", errors: [] });
  const { sendNow } = await import("./sending.js");
  await sendNow();
}

function waiting(row) {
  if (row.state === "saved" && row.not_before > Date.now() && !row.waits) return say("waits_delay");
  return row.waits ? say(`waits_${row.waits}`) : "";
}

function steps(row) {
  const reached = ORDER.indexOf(row.state);
  const list = element("ol", { class: "steps", "aria-label": say("steps") });
  ORDER.forEach((name, index) => {
    const here = index === reached;
    list.append(element("li", { class: index <= reached ? "done" : "", "aria-current": here ? "step" : null }, say(`state_${name}`)));
  });
  return list;
}

function card(row) {
  const closed = row.mode === "closed";
  const item = element("li", { class: closed ? "sent-report closed" : "sent-report", "data-id": row.id, "data-state": row.state });
  const when = (closed ? days : times).format(new Date(row.order));
  item.append(element("p", { class: "who-line" }, element("b", {}, say(closed ? "report_closed" : "report_open", { number: number(row) })), ` ${when}`));
  if (row.state === "refused" || row.state === "conflict") {
    item.append(element("p", { class: "bad" }, say(`state_${row.state}`)));
    if (row.errors?.length) item.append(element("ul", {}, ...row.errors.map((one) => element("li", {}, one))));
    if (row.state === "refused") item.append(element("button", { type: "button", class: "button second", onclick: () => again(row) }, say("try_again")));
    return item;
  }
  item.append(steps(row));
  const files = row.files ?? [];
  if (files.length && row.state !== "received" && row.state !== "graded")
    item.append(element("p", { class: "soft small" }, say("files_sent", { done: files.filter((one) => one.done).length, all: files.length })));
  const why = waiting(row);
  if (why) item.append(element("p", { class: "waits" }, why, ...(row.waits === "sign_in" ? [" ", element("a", { href: `/akun/masuk/?next=${encodeURIComponent(location.pathname)}` }, say("sign_in"))] : [])));
  if (row.receipt?.receipt) item.append(element("details", {}, element("summary", {}, say("receipt")), element("code", {}, row.receipt.receipt)));
  return item;
}

/** Fills the list; the section stays hidden while the phone holds nothing. `elsewhere`: ids this page shows already. */
export async function showRows(section, elsewhere = new Set()) {
  const all = await rows();
  section.hidden = !all.length;
  section.querySelector("ul").replaceChildren(...all.filter((row) => !(elsewhere.has(row.id) && DONE.has(row.state))).map(card));
  const clear = section.querySelector("[data-clear]");
  clear.hidden = !all.some((row) => row.state === "received" || row.state === "graded");
  if (!clear.dataset.ready) {
    clear.dataset.ready = "yes";
    clear.addEventListener("click", dropFinished);
  }
  return all;
}

/** One line for the head of the form. */
export function summary(all) {
  const count = (test) => all.filter(test).length;
  const parts = [];
  const saved = count((row) => row.state === "saved");
  const sent = count((row) => row.state === "sent");
  const stopped = count((row) => row.state === "refused" || row.state === "conflict");
  const received = count((row) => row.state === "received" || row.state === "graded");
  if (saved) parts.push(say("count_saved", { n: saved }));
  if (sent) parts.push(say("count_sent", { n: sent }));
  if (received) parts.push(say("count_received", { n: received }));
  if (stopped) parts.push(say("count_refused", { n: stopped }));
  const waits = ["sign_in", "other_person", "enrolment", "revoked", "not_allowed"].find((why) => all.some((row) => row.waits === why));
  return { text: parts.join(" · "), waits };
}
