// Short messages at the corner of the page, with an undo where undo is lawful.
import { icon, make, t } from "./dom.ts";

type Level = "success" | "info" | "warning" | "error";

const ICONS: Record<Level, string> = {
  success: "circle-check",
  info: "info",
  warning: "triangle-alert",
  error: "circle-alert",
};

/** Show a sentence; errors stay until they are closed, the rest goes after some seconds. */
export function toast(text: string, level: Level = "info", undo?: { title: string; run: () => void }): void {
  const shown = make("div", { class: `toast is-${level}` }, icon(ICONS[level]), make("p", {}, text));
  if (undo) {
    const button = make("button", { class: "btn btn-small", type: "button" }, undo.title);
    button.addEventListener("click", () => {
      undo.run();
      shown.remove();
    });
    shown.append(button);
  }
  const close = make("button", { class: "btn btn-quiet btn-small btn-icon", type: "button", "aria-label": t("关闭", "Close") }, icon("x"));
  close.addEventListener("click", () => shown.remove());
  shown.append(close);
  corner().append(shown);
  if (level !== "error") setTimeout(() => shown.remove(), undo ? 10_000 : 6_000);
}

function corner(): HTMLElement {
  const found = document.querySelector<HTMLElement>(".toasts.is-floating");
  if (found) return found;
  const made = make("div", { class: "toasts is-floating", role: "status", "aria-live": "polite" });
  document.body.append(made);
  return made;
}
