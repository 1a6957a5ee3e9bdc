// Small manners: counting letters, copying, printing, going back, sending a filter as soon as it is chosen.
import { all, once, onContent, t } from "./dom.ts";
import { toast } from "./toasts.ts";

/** Listen for all of them. */
export function startSmall(): void {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const copied = target.closest<HTMLElement>("[data-copy]")?.dataset["copy"];
    if (copied !== undefined) void copy(copied);
    if (target.closest("[data-print]")) void printLight();
    if (target.closest("[data-back]")) history.back();
    if (target.closest("[data-fullscreen]")) void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
    if (target.closest("[data-side-toggle]")) toggleSide();
    else if (!target.closest(".side")) toggleSide(false);
    const summary = target.closest<HTMLAnchorElement>(".error-summary a");
    if (summary) focusField(summary, event);
  });
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement && event.target.dataset["submit"] !== undefined) event.target.form?.requestSubmit();
  });
  window.addEventListener("beforeprint", () => {
    for (const closed of all<HTMLDetailsElement>("details.clock:not([open])")) {
      closed.open = true;
      closed.dataset["forPrint"] = "1";
    }
  });
  window.addEventListener("afterprint", () => {
    for (const opened of all<HTMLDetailsElement>("details[data-for-print]")) opened.open = false;
  });
  onContent((root) => {
    for (const box of all<HTMLTextAreaElement>("[data-count]", root)) if (once(box, "Count")) countLetters(box);
    for (const wanted of all("[data-focus]", root)) if (once(wanted, "Focus")) wanted.focus();
  });
}

// Paper is white: pictures drawn on a canvas are drawn once more in light colours before they are printed.
async function printLight(): Promise<void> {
  const root = document.documentElement;
  const before = root.dataset["theme"];
  const repaint = (theme: string | undefined): void => {
    if (theme === undefined) delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
    document.dispatchEvent(new CustomEvent("theme"));
  };
  repaint("light");
  await new Promise((resolve) => setTimeout(resolve, 400));
  print();
  repaint(before);
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("已复制。", "Copied."), "success");
  } catch {
    toast(t("浏览器不让复制，请用手选中后复制。", "The browser refused; please select and copy by hand."), "warning");
  }
}

function toggleSide(open?: boolean): void {
  const side = document.getElementById("side");
  if (!side) return;
  const isOpen = side.classList.toggle("is-open", open);
  document.querySelector("[data-side-toggle]")?.setAttribute("aria-expanded", String(isOpen));
}

function focusField(link: HTMLAnchorElement, event: Event): void {
  const field = document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.closest(".field")?.scrollIntoView({ block: "start" });
  field.focus();
}

function countLetters(box: HTMLTextAreaElement): void {
  const note = document.querySelector<HTMLElement>(`[data-count-for="${CSS.escape(box.id)}"]`);
  const show = (): void => {
    const left = box.maxLength - box.value.length;
    if (note) note.textContent = left < box.maxLength / 2 ? t(`还能写 ${left} 个字`, `${left} characters left`) : "";
  };
  box.addEventListener("input", show);
  show();
}
