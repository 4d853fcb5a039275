/* The places of the duty area, offline: desa and their polling stations; the nearest one when the officer allows it. */
import { keep, kept } from "./store.js";
import { element, say } from "./words.js";

const LISTS = "/lapor/data.json";
const SHELF = "lapor-lists"; // cleared at sign-out
const DESA_LENGTH = "00.00.00.0000".length;

/** Lists as last fetched, laid on the shelf from which the service worker answers when there is no network. */
export async function loadLists() {
  const answer = await fetch(LISTS);
  if (!answer.ok || answer.redirected) return null;
  if ("caches" in window) await (await caches.open(SHELF)).put(LISTS, answer.clone());
  const lists = await answer.json();
  await keep("account", lists.account);
  if (lists.election) await keep("election", lists.election);
  return lists;
}

/** The offline shell comes without places: they are filled in from the lists. */
export function fillRegions(select, lists) {
  if (select.options.length > 1) return;
  const depth = (code) => code.split(".").length;
  const top = Math.min(...lists.places.map(([code]) => depth(code)));
  const indent = (code) => "\u00a0\u00a0".repeat(depth(code) - top);
  select.append(...lists.places.map(([code, name]) => element("option", { value: code }, `${indent(code)}${name}`)));
  if (!select.value && lists.areas.length) select.value = lists.areas[0];
}

export function fillStations(select, lists, code) {
  const stations = lists?.tps[code] ?? [];
  const chosen = select.value;
  select.replaceChildren(element("option", { value: "" }, say("whole_desa")), ...stations.map(([number, name]) =>
    element("option", { value: String(number) }, `TPS ${String(number).padStart(3, "0")}${name ? ` ${name}` : ""}`)));
  select.value = stations.some(([number]) => String(number) === chosen) ? chosen : "";
  return code.length === DESA_LENGTH && stations.length > 0;
}

const near = (a, b, lat, lon) => (a - lat) ** 2 + ((b - lon) * Math.cos((lat * Math.PI) / 180)) ** 2;

/** The nearest known polling station, else the nearest desa: [place code, TPS number or ""]. */
export function nearest(lists, lat, lon) {
  let best = null;
  let least = Infinity;
  const weigh = (a, b, found) => {
    if (a == null || near(a, b, lat, lon) >= least) return;
    least = near(a, b, lat, lon);
    best = found;
  };
  for (const [code, , a, b] of lists.places) if (code.length === DESA_LENGTH) weigh(a, b, [code, ""]);
  for (const [code, stations] of Object.entries(lists.tps)) for (const [number, , a, b] of stations) weigh(a, b, [code, String(number)]);
  return best;
}

export const position = () => new Promise((done, failed) => navigator.geolocation.getCurrentPosition(
  ({ coords }) => done(coords), failed, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 }));

export const lastPlace = () => kept("last-place");
export const rememberPlace = (code, number) => keep("last-place", [code, number]);
