/* The service worker of /lapor/: exactly the files and shells the server lists, under the digest of that list. It never keeps
   an answer of the API nor a page that was made for a person; the lists of the duty area lie on a shelf of their own. */
/* global EDITION, FILES, SHELLS, LISTS */
const SHELF = `lapor-${self.EDITION}`;
const DATA = "lapor-lists";
const PATIENCE = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const shelf = await caches.open(SHELF);
    await shelf.addAll(self.FILES.map((address) => new Request(address, { credentials: "omit" })));
    await shelf.addAll(Object.values(self.SHELLS).map((address) => new Request(address, { credentials: "omit", cache: "no-store" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("lapor-") && name !== SHELF && name !== DATA) await caches.delete(name);
    await self.clients.claim();
  })());
});

async function language(url) {
  const asked = url.searchParams.get("bahasa");
  if (asked === "id" || asked === "en") return asked;
  const kept = await self.cookieStore?.get("bahasa").catch(() => null);
  return kept?.value === "en" ? "en" : "id";
}

async function shell(url) {
  const page = url.pathname.startsWith("/lapor/saya") ? "saya" : "lapor";
  const shelf = await caches.open(SHELF);
  return (await shelf.match(self.SHELLS[`${page}-${await language(url)}`])) ?? Response.error();
}

/** The page from the network when that answers in time and to this person; else the shell, which is nobody's. */
async function navigate(request) {
  const url = new URL(request.url);
  try {
    const answer = await Promise.race([fetch(request), new Promise((_, late) => setTimeout(late, PATIENCE))]);
    return answer.ok || answer.status === 403 || answer.status === 404 ? answer : await shell(url);
  } catch {
    return shell(url);
  }
}

/** The page lays them on the shelf; here they are only taken down again. */
async function lists(request) {
  const shelf = await caches.open(DATA);
  try {
    const answer = await fetch(request);
    return answer.ok && !answer.redirected ? answer : (await shelf.match(self.LISTS)) ?? answer;
  } catch {
    return (await shelf.match(self.LISTS)) ?? Response.error();
  }
}

const known = new Set(self.FILES);
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && (url.pathname === "/lapor/" || url.pathname === "/lapor/saya")) event.respondWith(navigate(request));
  else if (url.pathname === self.LISTS) event.respondWith(lists(request));
  else if (known.has(url.pathname)) event.respondWith(caches.match(url.pathname, { cacheName: SHELF }).then((found) => found ?? fetch(request)));
});
