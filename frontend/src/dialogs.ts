// Dialogs, menus and questions before an act: all on the browser's own <dialog> and <details>.
import { all, make, t } from "./dom.ts";

/** Open a dialog by its id. */
export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** Ask a question; the promise tells whether the answer was yes. */
export function ask(question: string, yes = t("确定", "Yes")): Promise<boolean> {
  return new Promise((resolve) => {
    const no = make("button", { class: "btn", type: "button" }, t("取消", "Cancel"));
    const go = make("button", { class: "btn btn-primary", type: "button" }, yes);
    const dialog = make("dialog", { class: "dialog" }, make("div", { class: "dialog-body" }, make("p", {}, question), make("div", { class: "dialog-end" }, no, go)));
    const end = (answer: boolean): void => {
      dialog.remove();
      resolve(answer);
    };
    no.addEventListener("click", () => end(false));
    go.addEventListener("click", () => end(true));
    dialog.addEventListener("cancel", () => end(false));
    document.body.append(dialog);
    dialog.showModal();
    go.focus();
  });
}

/** Listen for everything that opens, closes or asks. */
export function startDialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const opener = target.closest<HTMLElement>("[data-open]");
    if (opener) {
      event.preventDefault();
      openDialog(opener.dataset["open"] ?? "");
    }
    if (target.closest("[data-close]")) target.closest("dialog")?.close();
    if (target instanceof HTMLDialogElement && target.open) closeOutside(target, event);
    closeMenus(target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus(document.body);
  });
  document.addEventListener("click", confirmFirst, true);
  document.addEventListener("submit", confirmForm, true);
}

function closeOutside(dialog: HTMLDialogElement, event: MouseEvent): void {
  const box = dialog.getBoundingClientRect();
  const isInside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!isInside) dialog.close();
}

function closeMenus(target: Element): void {
  for (const menu of all<HTMLDetailsElement>("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
}

async function confirmFirst(event: MouseEvent): Promise<void> {
  const asked = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-confirm]:not(form)") : null;
  if (!asked || asked.dataset["confirmed"]) return;
  event.preventDefault();
  event.stopPropagation();
  if (!(await ask(asked.dataset["confirm"] ?? "", asked.textContent?.trim() || undefined))) return;
  asked.dataset["confirmed"] = "1";
  asked.click();
  delete asked.dataset["confirmed"];
}

async function confirmForm(event: SubmitEvent): Promise<void> {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset["confirm"] || form.dataset["confirmed"]) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const pressed = event.submitter;
  if (!(await ask(form.dataset["confirm"], pressed?.textContent?.trim() || undefined))) return;
  form.dataset["confirmed"] = "1";
  form.requestSubmit(pressed);
  delete form.dataset["confirmed"];
}
