"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const body = at("rows"), rows = [...body.rows], most = 100;
  const text = rows.map((r) => (r.textContent + " " + r.dataset.e).toLowerCase());
  const place = new Map(rows.map((r, i) => [r, i]));
  const find = at("f-text"), account = at("f-account"), type = at("f-type"), state = at("f-state");
  const fields = [find, account, type, state];
  let all = false;

  function close() {
    for (const r of [...body.querySelectorAll(".proof")]) r.remove();
    for (const b of body.querySelectorAll("[aria-expanded=true]")) b.setAttribute("aria-expanded", "false");
  }
  function show() {
    close();
    const words = find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const r of body.rows) {
      const d = r.dataset, t = text[place.get(r)];
      const fits = (!account.value || d.a === account.value) && (!type.value || d.t === type.value) &&
        (!state.value || d.s === state.value) && words.every((w) => t.includes(w));
      r.className = fits ? (!all && n >= most ? "more" : "") : "off";
      if (fits) n++;
    }
    const total = rows.length.toLocaleString("en"), some = n.toLocaleString("en");
    at("shown").textContent = n === rows.length ? total + " resources" : some + " of " + total + " resources";
    at("nothing").hidden = n > 0;
    at("more").hidden = all || n <= most;
    at("more").textContent = "Show all " + some + " resources";
    at("reset").disabled = fields.every((f) => !f.value);
    for (const b of document.querySelectorAll("[data-state]")) {
      b.setAttribute("aria-pressed", String(b.dataset.state === state.value));
    }
    for (const b of document.querySelectorAll("[data-account]")) {
      b.setAttribute("aria-pressed", String(b.dataset.account === account.value));
    }
  }
  function choose(field, value) {
    field.value = field.value === value ? "" : value;
    show();
  }
  function reset() {
    for (const f of fields) f.value = "";
    all = false;
    show();
  }
  const keys = {
    o: (r) => Number(r.dataset.o), g: (r) => Number(r.dataset.g), k: (r) => Number(r.dataset.k) || Infinity,
    n: (r) => r.cells[1].textContent, t: (r) => r.dataset.t, a: (r) => r.cells[3].textContent,
  };
  const words = new Intl.Collator("en", { numeric: true });
  function sort(button) {
    const th = button.closest("th"), down = th.getAttribute("aria-sort") === "ascending";
    for (const other of th.parentNode.children) other.removeAttribute("aria-sort");
    th.setAttribute("aria-sort", down ? "descending" : "ascending");
    close();
    const key = keys[button.dataset.key], by = new Map(rows.map((r) => [r, key(r)]));
    const order = [...rows].sort((a, b) => {
      const x = by.get(a), y = by.get(b);
      const c = typeof x === "number" ? (x === y ? 0 : x < y ? -1 : 1) : words.compare(x, y);
      return (down ? -c : c) || place.get(a) - place.get(b);
    });
    body.replaceChildren(...order);
    show();
  }
  function prove(button) {
    const row = button.closest("tr"), open = button.getAttribute("aria-expanded") === "true";
    close();
    if (open) return;
    button.setAttribute("aria-expanded", "true");
    const proof = document.createElement("tr"), cell = proof.insertCell(), list = document.createElement("dl");
    proof.className = "proof";
    cell.colSpan = 7;
    for (const [name, value] of JSON.parse(row.dataset.e)) {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = name;
      dd.textContent = value;
      list.append(dt, dd);
    }
    cell.append(list);
    row.after(proof);
  }
  document.addEventListener("click", (e) => {
    const b = e.target.closest("button");
    if (!b) return;
    if (b.dataset.state !== undefined) choose(state, b.dataset.state);
    else if (b.dataset.account !== undefined) choose(account, b.dataset.account);
    else if (b.dataset.key) sort(b);
    else if (b.classList.contains("name")) prove(b);
    else if (b.id === "more") { all = true; show(); }
    else if (b.id === "reset" || b.dataset.reset !== undefined) reset();
    else if (b.id === "all-accounts") {
      for (const li of document.querySelectorAll(".beyond")) li.classList.remove("beyond");
      b.remove();
    }
  });
  for (const f of fields) f.addEventListener("input", show);
  show();
})();
