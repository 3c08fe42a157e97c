// Sorts the table of students by a column, and shows only the rows that have a word. Without it the table is whole.
(() => {
  "use strict";
  const table = document.getElementById("class");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows];
  const filter = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const texts = rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  const found = new Map(rows.map((row, at) => [row, texts[at].join(" ").toLowerCase()]));
  const places = new Map(rows.map((row, at) => [row, at]));

  function compare(column, numbers) {
    const keys = texts.map((cells) => (numbers ? parseFloat(cells[column]) : cells[column]));
    return (one, other) => {
      const a = keys[places.get(one)];
      const b = keys[places.get(other)];
      if (numbers) return (Number.isNaN(a) ? -1 : a) - (Number.isNaN(b) ? -1 : b);
      return collator.compare(a, b);
    };
  }

  function sort(column) {
    const head = heads[column];
    const numbers = head.classList.contains("n");
    const before = head.getAttribute("aria-sort");
    const down = before ? before === "ascending" : numbers || column === heads.length - 1;
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const order = compare(column, numbers);
    const sorted = [...rows].sort((a, b) => (down ? order(b, a) : order(a, b)) || places.get(a) - places.get(b));
    body.append(...sorted);
  }

  function show() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = words.every((word) => found.get(row).includes(word));
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = words.length ? `${count} of ${rows.length}` : "";
  }

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });
  filter.addEventListener("input", show);
  document.querySelector(".tools").hidden = false;
  if (filter.value) show();
})();
