// JupyterLite would put the name of the folder into that of the file; course platforms want the notebook's own name.
const download = Object.getOwnPropertyDescriptor(HTMLAnchorElement.prototype, "download");
Object.defineProperty(HTMLAnchorElement.prototype, "download", {
  ...download,
  set(name) {
    download.set.call(this, String(name).split("/").pop());
  },
});
