/* The reporting page: three taps and words, then sealed into the outbox. The page works as a plain form before this loads,
   and the heavier parts (store, sealing) come after it stands. */
import { element, language, say } from "./words.js";
import { fieldsOf, fill, missing, reportOf } from "./form.js";

const form = document.getElementById("lapor");
const notice = document.getElementById("notice");
const errors = document.getElementById("errors");
const strip = document.getElementById("strip");
const draftNote = document.getElementById("draft-note");
let station = form.elements.tps_number;
let lists = null;
let files = [];
let parts = null;
let touched = false;

const closed = () => form.elements.mode.value === "closed";
const idle = (work) => (window.requestIdleCallback ?? ((run) => setTimeout(run, 200)))(work);

/** Store, draft, outbox, sending and the rest: after first paint, kept by the service worker for when there is no network. */
async function load() {
  const [store, draft, outbox, sending, states, places, media] = await Promise.all([
    import("./store.js"), import("./draft.js"), import("./outbox.js"), import("./sending.js"), import("./states.js"), import("./places.js"), import("./files.js"),
  ]);
  parts = { store, draft, outbox, sending, states, places, media };
  return parts;
}
const ready = new Promise((done) => requestAnimationFrame(() => setTimeout(() => load().then(done), 0)));

function tellErrors(names) {
  errors.hidden = !names.length;
  if (!names.length) return;
  const list = errors.querySelector("ul");
  list.replaceChildren(...names.map((name) => element("li", {}, element("a", { href: `#${name}` }, say(`need_${name}`)))));
  errors.focus();
}

function tellNotice(text, kind = "") {
  notice.textContent = text;
  notice.className = `notice ${kind}`;
  notice.hidden = !text;
}

async function showState() {
  const { states } = await ready;
  const all = await states.showRows(document.getElementById("on-phone"));
  const { text, waits } = states.summary(all);
  strip.hidden = !text;
  strip.querySelector("[data-text]").textContent = text;
  const more = strip.querySelector("[data-waits]");
  more.replaceChildren();
  if (waits) more.append(say(`waits_${waits}`), ...(waits === "sign_in" ? [" ", element("a", { href: "/akun/masuk/?next=/lapor/" }, say("sign_in"))] : []));
}

/* files */
function showFiles() {
  document.getElementById("files").replaceChildren(...files.map((file, index) => {
    const name = say(file.type.startsWith("image/") ? "photo" : "sound", { n: index + 1, kb: Math.ceil(file.bytes.length / 1024) });
    const item = element("li", {}, name, element("button", { type: "button", class: "plain", onclick: () => { files.splice(index, 1); showFiles(); changed(); } }, say("remove")));
    if (file.type.startsWith("image/")) {
      const picture = element("img", { alt: "", width: 64, height: 64, src: URL.createObjectURL(new Blob([file.bytes], { type: file.type })) });
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
      item.prepend(picture);
    }
    return item;
  }));
}

function addFile(file) {
  if (!file) return tellNotice(say("file_unknown"), "bad");
  if (files.some((known) => known.sha256 === file.sha256)) return;
  if (files.length >= parts.media.FILES_MAX) return tellNotice(say("files_full"), "bad");
  files.push(file);
  showFiles();
  changed();
}

async function photosChosen(event) {
  const { media } = await ready;
  const chosen = [...event.target.files];
  event.target.value = "";
  for (const one of chosen) addFile(await media.smallPhoto(one).catch(() => null));
}

async function soundChosen(event) {
  const { media } = await ready;
  const [chosen] = event.target.files;
  event.target.value = "";
  if (chosen) addFile(await media.soundOf(chosen));
}

function recording(button) {
  let stop = null;
  button.hidden = !(navigator.mediaDevices && window.MediaRecorder);
  button.addEventListener("click", async () => {
    const { media } = await ready;
    if (stop) {
      const finish = stop;
      stop = null;
      button.textContent = say("record");
      addFile(await finish());
      return;
    }
    try {
      stop = await media.record();
      button.textContent = say("record_stop");
    } catch { tellNotice(say("record_refused"), "bad"); }
  });
}

/* draft */
let saving = 0;
function changed() {
  touched = true;
  clearTimeout(saving);
  saving = setTimeout(saveDraft, 500);
}

async function saveDraft() {
  const { draft } = await ready;
  if (!touched) return;
  if (closed()) {
    await draft.shredDraft();
    draftNote.textContent = say("draft_closed");
    return;
  }
  const saved = await draft.saveDraft(fieldsOf(form), files).catch(() => false);
  draftNote.textContent = say(saved ? "draft_saved" : "draft_not_saved");
}

async function restoreDraft() {
  const { draft } = await ready;
  if (touched || form.dataset.answer) return;
  const found = await draft.loadDraft();
  if (!found) return;
  fill(form, found.fields);
  files = found.files;
  showFiles();
  settlePlace();
  fill(form, found.fields.filter(([name]) => name === "tps_number"));
  touched = true;
  draftNote.textContent = say("draft_back");
}

/* place */
/** With the lists on the phone the number of the polling station is picked, not typed. */
function settlePlace() {
  if (!lists || !parts) return;
  if (station.localName !== "select") {
    const chosen = station.value;
    const list = element("select", { id: "tps_number", name: "tps_number" }, ...(chosen ? [element("option", { value: chosen }, chosen)] : []));
    station.replaceWith(list);
    station = list;
  }
  station.closest(".field").hidden = !parts.places.fillStations(station, lists, form.elements.place_code.value);
}

async function loadPlaces() {
  const { places } = await ready;
  lists = await places.loadLists().catch(() => null);
  if (!lists) return;
  offerClosed();
  places.fillRegions(form.elements.place_code, lists);
  const last = await places.lastPlace();
  if (!touched && last && lists.places.some(([code]) => code === last[0])) {
    form.elements.place_code.value = last[0];
    settlePlace();
    station.value = last[1];
  } else settlePlace();
}

async function usePosition(button) {
  const { places } = await ready;
  button.disabled = true;
  try {
    const { latitude, longitude } = await places.position();
    form.elements.lat.value = latitude.toFixed(5);
    form.elements.lon.value = longitude.toFixed(5);
    const found = lists && places.nearest(lists, latitude, longitude);
    if (found) {
      [form.elements.place_code.value] = found;
      settlePlace();
      [, station.value] = found;
    }
    document.getElementById("position-note").textContent = say("position_taken");
    changed();
  } catch { document.getElementById("position-note").textContent = say("position_refused"); }
  button.disabled = false;
}

/** An answer to the verifier, also when the page came from the phone itself: the old report is named, not changed. */
function answering() {
  const asked = new URLSearchParams(location.search);
  if (!asked.get("jawab") || form.dataset.answer) return;
  form.dataset.answer = "yes";
  form.elements.supersedes.value = asked.get("jawab");
  document.getElementById("kind").replaceChildren(element("input", { type: "hidden", name: "kind", value: "clarification" }), element("p", { class: "note" }, say("answering")));
  if (asked.get("mode") === "closed") form.elements.mode.value = "closed";
}

/** Closed is offered only where the office can take it: who grades may not, and without custodians' keys nobody can. */
function offerClosed() {
  const open = !lists || lists.closed === "yes";
  form.querySelector("[name=mode][value=closed]").disabled = !open;
  const note = document.getElementById("closed-note");
  note.hidden = open;
  if (open) return;
  note.textContent = say(`closed_${lists.closed}`);
  form.elements.mode.value = "open";
}

/* finishing */
function blank() {
  form.reset();
  for (const name of ["lat", "lon", "supersedes"]) form.elements[name].value = "";
  files = [];
  showFiles();
  touched = false;
  draftNote.textContent = "";
  document.getElementById("position-note").textContent = "";
  settlePlace();
}

async function finish(event) {
  event.preventDefault();
  const { outbox, draft, places, sending } = await ready;
  const report = reportOf(form);
  const names = missing(report);
  tellErrors(names);
  if (names.length) return;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    clearTimeout(saving);
    if (!(await outbox.hasKey())) await outbox.refreshKey().catch(() => null);
    await outbox.finalise(report, files);
    clearTimeout(saving);
    touched = false;
    await draft.shredDraft();
    if (report.mode === "open") await places.rememberPlace(report.place_code, report.tps_code ? String(Number(report.tps_code.slice(10))) : "");
    blank();
    if (form.dataset.answer) return location.assign("/lapor/saya");
    tellNotice(say(report.mode === "closed" ? "saved_closed" : "saved_open"), "good");
    await showState();
    notice.scrollIntoView({ block: "center" });
    sending.sendNow();
  } catch (problem) {
    tellNotice(say(problem instanceof outbox.NoKey ? "no_key" : "not_saved"), "bad");
    notice.scrollIntoView({ block: "center" });
  }
  button.disabled = false;
}

/** The language can be changed without a network: both shells lie on the phone. */
function switchLanguage(event) {
  event.preventDefault();
  const other = language === "en" ? "id" : "en";
  document.cookie = `bahasa=${other}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  saveDraft().finally(() => location.assign(`${location.pathname}?bahasa=${other}`));
}

async function makeReady() {
  const { outbox, places } = await ready;
  if ("serviceWorker" in navigator) await navigator.serviceWorker.register("/lapor/sw.js", { scope: "/lapor/" }).catch(() => null);
  await outbox.refreshKey().catch(() => null);
  const active = "serviceWorker" in navigator && (await Promise.race([navigator.serviceWorker.ready, new Promise((done) => setTimeout(done, 20_000))]));
  if (active && lists === null) lists = await places.loadLists().catch(() => null);
  const set = Boolean(active && lists && await outbox.hasKey());
  document.getElementById("offline-ready").textContent = say(set ? "offline_ready" : "offline_not_ready");
  document.documentElement.dataset.offline = set ? "ready" : "no";
}

answering();
form.noValidate = true;
form.addEventListener("submit", finish);
form.addEventListener("input", (event) => { if (event.target.type !== "file") changed(); });
form.elements.place_code.addEventListener("change", settlePlace);
form.elements.photo.addEventListener("change", photosChosen);
form.elements.audio.addEventListener("change", soundChosen);
recording(document.getElementById("record"));
const here = document.getElementById("position");
here.hidden = !navigator.geolocation;
here.addEventListener("click", () => usePosition(here));
document.querySelector(".who a[hreflang]")?.addEventListener("click", switchLanguage);
window.addEventListener("beforeunload", (event) => { if (touched && closed()) event.preventDefault(); });
document.documentElement.dataset.script = "on";

ready.then(async ({ store, sending }) => {
  await restoreDraft();
  await loadPlaces();
  store.onChange(showState);
  await showState();
  document.documentElement.dataset.ready = "yes";
  sending.startSending();
  idle(makeReady);
});
