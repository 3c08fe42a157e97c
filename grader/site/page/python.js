// The worker in which Python runs. It starts with the page, while JupyterLite itself still loads, and takes what every
// notebook here needs; JupyterLite's own worker then goes on with a Python that is there.
const AT_START = PACKAGES;
const LATER = FILES; // fetched when a module of theirs is imported
const PREPARE = PROGRAM;
const HERE = new URL("./", self.location).href;
const IDLE = 60_000; // milliseconds until the browser gets the later files too, for a visit without a network

importScripts("pyodide.js");
const started = startPython(self.loadPyodide);
started.then(
  () => self.postMessage({ python: "ready" }),
  (error) => {
    self.postMessage({ python: "failed" });
    console.error(error);
  },
);

// The page sends the address of JupyterLite's worker, which loads Pyodide from its usual place.
self.addEventListener("message", (event) => {
  if (!event.data?.goOn) return;
  event.stopImmediatePropagation();
  const usual = self.importScripts.bind(self);
  self.importScripts = (...places) => usual(...places.filter((place) => !place.endsWith("/pyodide.js")));
  self.loadPyodide = () => started;
  importScripts(event.data.goOn);
});

// Not `start`: what JupyterLite uses to talk with its worker would call that.
async function startPython(loadPyodide) {
  const files = fetch(`${self.name}.zip`);
  const python = await loadPyodide({ indexURL: HERE, packages: AT_START });
  const answer = await files;
  if (answer.ok) python.unpackArchive(await answer.arrayBuffer(), "zip", { extractDir: "/assignment" });
  self.later = LATER;
  python.runPython(PREPARE, { globals: python.toPy({ __name__: "prepare" }) });
  setTimeout(() => LATER.forEach((place) => fetch(place).catch(() => {})), IDLE);
  return python;
}
