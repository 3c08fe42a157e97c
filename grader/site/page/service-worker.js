// Keeps the files of this site in the browser, so that a second visit asks the network for next to nothing. A new version
// of the site has a new name here and so a store of its own; what a reader writes is kept elsewhere and not touched.
const KEPT = "site VERSION";
const HOME = new URL("./", self.location).pathname;
const FRESH = ["", "index.html", "site.json"]; // asked for each time, as long as there is a network
const ANSWERED = /^api\/(?!contents\/|translations\/)/; // these JupyterLite's own service worker answers

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || !url.pathname.startsWith(HOME)) return;
  const path = url.pathname.slice(HOME.length);
  if (ANSWERED.test(path)) return;
  const place = url.origin + url.pathname; // without what stands behind the question mark
  event.respondWith(FRESH.includes(path) ? fresh(event, place) : kept(event, place));
});

async function kept(event, place) {
  const found = await (await caches.open(KEPT)).match(place);
  return found || fetched(event, place);
}

async function fresh(event, place) {
  try {
    return await fetched(event, place);
  } catch (error) {
    const found = await (await caches.open(KEPT)).match(place);
    if (found) return found;
    throw error;
  }
}

async function fetched(event, place) {
  const answer = await fetch(event.request);
  if (answer.status === 200 && answer.type === "basic" && !answer.redirected) {
    const copy = answer.clone();
    // A browser may have no room left: the site works without the copy.
    event.waitUntil(caches.open(KEPT).then((store) => store.put(place, copy)).catch(() => {}));
  }
  return answer;
}

importScripts("jupyterlite-service-worker.js");
