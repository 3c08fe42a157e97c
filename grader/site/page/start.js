// Starts Python before JupyterLite has loaded, and says that it starts until cells can be run: a key that is pressed
// before JupyterLite has a kernel does nothing, without a word.
const early = "early" in document.currentScript.dataset; // the site brings Python
const assignment = new URLSearchParams(location.search).get("path")?.split("/")[0];
const Plain = window.Worker;
let waiting = assignment && early ? startPython() : undefined; // for JupyterLite to ask for it
let asked = false;
let python = early ? "starting" : "ready";

function startPython() {
  const worker = new Plain("../static/pyodide/python.js", { name: assignment });
  worker.addEventListener("message", ({ data }) => {
    if (data?.python) python = data.python;
  });
  return worker;
}

// The worker that JupyterLite asks for is the one that runs already; after Restart Kernel, a new one.
window.Worker = function (place, options) {
  if (!String(place).includes("pyodide-kernel-extension")) return new Plain(place, options);
  asked = true;
  if (!assignment || !early) return new Plain(place, options);
  const worker = waiting || startPython();
  waiting = undefined;
  worker.postMessage({ goOn: String(place) });
  return worker;
};
window.Worker.prototype = Plain.prototype;

function say(text) {
  const line = document.createElement("p");
  line.id = "python-starts";
  line.setAttribute("role", "status");
  line.style.cssText =
    "position: fixed; inset: auto 0 0 0; z-index: 1000; margin: 0; padding: .6rem 1rem; text-align: center; " +
    "font: 1rem/1.5 system-ui, sans-serif; background: #0b57a4; color: #ffffff";
  line.textContent = text;
  document.body.append(line);
  const isReady = () => asked && python === "ready" && document.querySelector(INDICATOR);
  const look = setInterval(() => {
    if (python === "failed") line.textContent = "Python did not start. Load this page again.";
    if (!isReady()) return;
    clearInterval(look);
    line.remove();
    performance.mark("cells can be run");
  }, 100);
}

const INDICATOR = ".jp-Notebook-ExecutionIndicator[data-status=idle]";
if (assignment) {
  document.addEventListener("DOMContentLoaded", () => say("Python is starting. Run cells as soon as this line is gone."));
}
