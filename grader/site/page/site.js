// The first screen: brings the site's files into the browser, says how far that is, and what this browser will not do.
const MEGABYTE = 1e6;
const AT_ONCE = 6; // files that arrive side by side
const $ = (id) => document.getElementById(id);

async function begin() {
  const site = await (await fetch("site.json", { cache: "no-cache" })).json();
  const [warnings] = await Promise.all([findWarnings(), startServiceWorker()]);
  for (const text of warnings) warn(text);
  await bring(site);
  open(site, warnings);
}

// JupyterLite registers the same address, so that one service worker serves both.
async function startServiceWorker() {
  if (!("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register("service-worker.js?enableCache=false");
    await registration.update().catch(() => {}); // there may be no network
    const next = registration.installing || registration.waiting;
    for (let tries = 0; next && next.state !== "activated" && tries < 50; tries += 1) await pause(100);
    await navigator.serviceWorker.ready;
    for (let tries = 0; !navigator.serviceWorker.controller && tries < 50; tries += 1) await pause(100);
  } catch (error) {
    console.info("This browser starts no service worker here.", error);
  }
}

async function findWarnings() {
  const found = [];
  if (!window.isSecureContext) {
    found.push(
      "This address begins with http://, so the browser does not let the notebook reach the files beside it, and the " +
        "tests do not run. The site needs https://, or http://localhost.",
    );
  } else if (!("serviceWorker" in navigator) || !("caches" in window)) {
    found.push(
      "This browser has no service workers in this window, and the tests do not run without them. A private window of " +
        "Firefox has none: open this page in an ordinary window.",
    );
  }
  if (!(await keepsData())) {
    found.push("This browser keeps nothing for web pages: your work is lost when you close the page. Download it before.");
  } else if (!(await promisesToKeep())) {
    $("note").hidden = false;
    $("note").textContent =
      "This browser does not promise to keep your work: a private window loses it when you close it, and a full disk can " +
      "cost it. Download your notebook before you leave.";
  }
  return found;
}

function keepsData() {
  return new Promise((resolve) => {
    try {
      const asked = indexedDB.open("does this browser keep anything");
      asked.onerror = () => resolve(false);
      asked.onsuccess = () => {
        asked.result.close();
        indexedDB.deleteDatabase("does this browser keep anything");
        resolve(true);
      };
    } catch {
      resolve(false);
    }
  });
}

// No browser says whether its window is private. One that has promised to keep data is not.
async function promisesToKeep() {
  if (!navigator.storage || !navigator.storage.persisted) return false;
  if (await navigator.storage.persisted()) return true;
  // Chromium decides by itself; Firefox would ask the reader, who knows nothing of this yet.
  return Boolean(navigator.userAgentData) && navigator.storage.persist();
}

// Fetch every file once: through the service worker, which keeps it; where there is none, the browser's cache may.
async function bring(site) {
  const whole = site.files.reduce((sum, [, size]) => sum + size, 0);
  const waiting = [...(await notKept(site))];
  let here = whole - waiting.reduce((sum, [, size]) => sum + size, 0);
  const started = performance.now();
  const show = () => progress(here, whole);
  show();
  const one = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const answer = await fetch(file[0]);
      if (!answer.ok) throw new Error(`${file[0]}: ${answer.status}`);
      const reader = answer.body.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        here += part.value.length;
        show();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  await Promise.all(["./", "index.html", "site.json"].map((path) => fetch(path))); // for a visit without a network
  progress(whole, whole);
  document.body.dataset.seconds = ((performance.now() - started) / 1000).toFixed(1);
}

// The files that this browser does not have yet. What an earlier version of the site had with the same content is copied.
async function notKept(site) {
  if (!("caches" in window) || !navigator.serviceWorker || !navigator.serviceWorker.controller) return site.files;
  const name = `site ${site.version}`;
  const store = await caches.open(name);
  for (const old of await caches.keys()) {
    if (!old.startsWith("site ") || old === name) continue;
    await copySame(await caches.open(old), store, site);
    await caches.delete(old);
  }
  const there = await Promise.all(site.files.map(([path]) => store.match(new URL(path, location.href))));
  return site.files.filter((_, index) => !there[index]);
}

// Those that the first screen brings, and those that come when a plot needs them.
const everyFile = (site) => [...site.files, ...(site.later || [])];

async function copySame(from, to, site) {
  const list = await from.match(new URL("site.json", location.href));
  const had = new Map(list ? everyFile(await list.json()).map(([path, , digest]) => [path, digest]) : []);
  for (const [path, , digest] of everyFile(site)) {
    const place = new URL(path, location.href);
    const answer = had.get(path) === digest && (await from.match(place));
    if (answer) await to.put(place, answer);
  }
}

function progress(here, whole) {
  $("progress").value = Math.min(1, here / whole);
  const megabytes = (size) => (size / MEGABYTE).toFixed(0);
  $("far").textContent = here < whole ? `${megabytes(here)} of ${megabytes(whole)} MB are here` : "Everything is here.";
}

function open(site, warnings) {
  for (const link of document.querySelectorAll("a.open")) {
    link.removeAttribute("aria-disabled");
    link.href = link.dataset.href;
  }
  const asked = new URLSearchParams(location.search).get("open");
  const chosen = site.assignments.find(({ name }) => name === asked);
  const only = site.assignments.length === 1 ? site.assignments[0] : undefined;
  document.body.dataset.state = "ready";
  // With a warning the reader decides; and who comes back with the browser's button wants this page.
  const [visit] = performance.getEntriesByType("navigation");
  if ((chosen || only) && !warnings.length && visit?.type !== "back_forward") {
    location.href = document.querySelector(`a.open[data-name="${(chosen || only).name}"]`).href;
  }
}

function warn(text) {
  const line = document.createElement("p");
  line.className = "warning";
  line.textContent = text;
  $("warnings").append(line);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

begin().catch((error) => {
  document.body.dataset.state = "failed";
  warn(`The files of this page did not arrive (${error.message}). Check the network and load the page again.`);
});
