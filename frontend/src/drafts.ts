// Forms that lose nothing: a draft is kept in this browser while one writes, and offered again when one comes back.
import { icon, keep, kept, make, once, onContent, t } from "./dom.ts";
import { type Draft, readDraft } from "./logic.ts";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const SKIPPED = new Set(["hidden", "password", "file", "submit", "button"]);
let unsaved = new Set<HTMLFormElement>();

/** Keep drafts of forms with data-draft, warn before leaving them, and hold back a second press of data-once. */
export function startDrafts(): void {
  onContent((root) => {
    for (const form of root.querySelectorAll<HTMLFormElement>("form[data-draft]")) if (once(form, "Draft")) keepDraft(form);
    for (const form of root.querySelectorAll<HTMLFormElement>("form[method=post]")) if (once(form, "Once")) holdBack(form);
  });
  window.addEventListener("beforeunload", (event) => {
    unsaved = new Set([...unsaved].filter((form) => form.isConnected));
    if (unsaved.size > 0) event.preventDefault();
  });
}

function keepDraft(form: HTMLFormElement): void {
  const name = `draft:${form.dataset["draft"]}`;
  const before = JSON.stringify(read(form));
  const found = readDraft(kept(name), Date.now());
  if (found && JSON.stringify(found.fields) !== before) offer(form, name, found);
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const fields = read(form);
      if (JSON.stringify(fields) === before) unsaved.delete(form);
      else unsaved.add(form);
      keep(name, JSON.stringify({ at: Date.now(), fields } satisfies Draft));
    }, 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    unsaved.delete(form);
    // Sent is not yet accepted: the draft goes when the next page does not show the form again.
    keep("draft-sent", JSON.stringify([name, location.pathname]));
  });
}

/** Forget the draft of a form that was sent, once another page than the form's is shown. */
export function forgetSentDraft(): void {
  const sent = kept("draft-sent");
  if (!sent) return;
  const [name, path] = JSON.parse(sent) as [string, string];
  const isBack = document.querySelector(`form[data-draft="${CSS.escape(name.slice("draft:".length))}"]`);
  if (!isBack || location.pathname !== path) keep(name, null);
  keep("draft-sent", null);
}

function offer(form: HTMLFormElement, name: string, draft: Draft): void {
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang === "en" ? "en-GB" : "zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const take = make("button", { class: "btn btn-small", type: "button" }, t("接着写", "Continue"));
  const drop = make("button", { class: "btn btn-small btn-quiet", type: "button" }, t("不要了", "Discard"));
  const note = make("div", { class: "draft-note", role: "status" }, icon("history"), make("p", {}, t(`${when} 有一份没写完的草稿。`, `There is an unfinished draft of ${when}.`)), take, drop);
  take.addEventListener("click", () => {
    write(form, draft);
    note.remove();
  });
  drop.addEventListener("click", () => {
    keep(name, null);
    note.remove();
  });
  form.prepend(note);
}

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (found): found is Control =>
      (found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement || found instanceof HTMLSelectElement) &&
      Boolean(found.name) && !SKIPPED.has(found.type) && found.dataset["noDraft"] === undefined,
  );
}

function read(form: HTMLFormElement): Draft["fields"] {
  const fields: Draft["fields"] = {};
  for (const control of controls(form)) {
    const values = (fields[control.name] ??= []);
    if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) {
      if (control.checked) values.push(control.value);
    } else if (control instanceof HTMLSelectElement) {
      values.push(...[...control.selectedOptions].map((option) => option.value));
    } else values.push(control.value);
  }
  return fields;
}

function write(form: HTMLFormElement, draft: Draft): void {
  for (const control of controls(form)) {
    const values = draft.fields[control.name];
    if (!values) continue;
    if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) {
      control.checked = values.includes(control.value);
    } else if (control instanceof HTMLSelectElement) {
      for (const option of control.options) option.selected = values.includes(option.value);
    } else control.value = values[0] ?? "";
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function holdBack(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    if (form.dataset["sent"]) {
      event.preventDefault();
      return;
    }
    queueMicrotask(() => {
      if (event.defaultPrevented) return;
      form.dataset["sent"] = "1";
      form.setAttribute("aria-busy", "true");
      // A page that is shown again from the browser's memory, or a server that never answers, must not lock the form.
      setTimeout(() => delete form.dataset["sent"], 8_000);
    });
  });
  window.addEventListener("pageshow", () => {
    delete form.dataset["sent"];
    form.removeAttribute("aria-busy");
  });
}
