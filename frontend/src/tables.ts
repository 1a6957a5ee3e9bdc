// Tables: rows that open, columns one can leave out, rows chosen to be looked at together. Nothing is ever done to many at once.
import { all, icon, keep, kept, make, once, onContent, t } from "./dom.ts";

/** Prepare all tables. */
export function startTables(): void {
  document.addEventListener("click", openRow);
  onContent((root) => {
    for (const wrap of root.querySelectorAll<HTMLElement>("[data-table]")) if (once(wrap, "Table")) prepare(wrap);
    for (const choice of root.querySelectorAll<HTMLElement>("[data-column-choice]")) if (once(choice, "Columns")) prepareChoice(choice);
  });
}

function openRow(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (!target || target.closest("a, button, input, select, textarea, label, summary") || getSelection()?.toString()) return;
  const row = target.closest<HTMLElement>("[data-href]");
  const href = row?.dataset["href"];
  if (!href) return;
  if (event.metaKey || event.ctrlKey) window.open(href, "_blank", "noopener");
  else location.assign(href);
}

function prepare(wrap: HTMLElement): void {
  const heads = all<HTMLElement>("thead th", wrap);
  for (const row of all<HTMLTableRowElement>("tbody tr", wrap)) {
    [...row.cells].forEach((cell, index) => {
      const head = heads[index];
      const title = head && !head.classList.contains("select-cell") ? head.textContent?.trim() : "";
      if (title && !cell.dataset["label"]) cell.dataset["label"] = title;
    });
  }
  showColumns(wrap, hiddenColumns(wrap));
  if (wrap.dataset["selectable"] !== undefined) prepareSelection(wrap);
}

function hiddenColumns(wrap: HTMLElement): string[] {
  const chosen = kept(`columns:${wrap.dataset["table"]}`);
  if (chosen !== null) return chosen.split(" ").filter(Boolean);
  return all("thead th[data-hidden]", wrap).map((head) => head.dataset["col"] ?? "");
}

function showColumns(wrap: HTMLElement, hidden: string[]): void {
  all("thead th", wrap).forEach((head, index) => {
    const isOut = hidden.includes(head.dataset["col"] ?? "-");
    head.classList.toggle("is-left-out", isOut);
    for (const row of all<HTMLTableRowElement>("tbody tr", wrap)) row.cells[index]?.classList.toggle("is-left-out", isOut);
  });
}

function prepareChoice(choice: HTMLElement): void {
  const id = choice.dataset["columnChoice"] ?? "";
  const wrap = document.querySelector<HTMLElement>(`[data-table="${CSS.escape(id)}"]`);
  if (!wrap) return;
  const boxes = all<HTMLInputElement>("input", choice);
  const hidden = hiddenColumns(wrap);
  for (const box of boxes) box.checked = !hidden.includes(box.value);
  choice.addEventListener("change", () => {
    const out = boxes.filter((box) => !box.checked).map((box) => box.value);
    keep(`columns:${id}`, out.join(" "));
    showColumns(wrap, out);
  });
}

function prepareSelection(wrap: HTMLElement): void {
  const words = make("span");
  const look = make("a", { class: "btn btn-primary btn-small" }, t("一起查看", "View together"));
  const clear = make("button", { class: "btn btn-quiet btn-small", type: "button" }, icon("x"), t("取消选中", "Clear"));
  const bar = make("div", { class: "select-bar", hidden: true }, words, look, clear);
  wrap.after(bar);
  const boxes = (): HTMLInputElement[] => all<HTMLInputElement>("tbody input.select", wrap);
  const show = (): void => {
    const chosen = boxes().filter((box) => box.checked);
    bar.hidden = chosen.length === 0;
    words.textContent = t(`选中了 ${chosen.length} 件`, `${chosen.length} selected`);
    look.href = `?ids=${chosen.map((box) => encodeURIComponent(box.value)).join(",")}`;
  };
  wrap.addEventListener("change", show);
  clear.addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    show();
  });
}
