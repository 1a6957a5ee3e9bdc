// The sorting desk of the petitions: a digit takes a way, y and n answer the questions of the law, Enter decides.
import { all, isTyping, once } from "./dom.ts";

const STANDING = ["body", "guidance", "reason"] as const;

/** Prepare every sorting form under the root; the keys work for whichever is on the page. */
export function prepareSorting(root: ParentNode): void {
  for (const form of all<HTMLFormElement>("[data-sorting-form]", root)) if (once(form, "Sorting")) prepare(form);
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | HTMLTextAreaElement | null {
  return form.querySelector<HTMLInputElement | HTMLTextAreaElement>(`input[name=${name}], textarea[name=${name}]`);
}

function chosen(form: HTMLFormElement): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>("input[name=way]:checked");
}

/** Show what the way needs, its article, and its standing words unless somebody wrote others. */
function follow(form: HTMLFormElement): void {
  const way = chosen(form);
  const wanted = way?.dataset["fields"] ?? "";
  for (const part of all("[data-for]", form)) part.hidden = !(part.dataset["for"] ?? "").split(" ").includes(wanted);
  for (const law of all("[data-law-of]", form)) law.hidden = law.dataset["lawOf"] !== way?.value;
  for (const name of STANDING) {
    const box = field(form, name);
    if (!box) continue;
    if (box.dataset["standing"] === undefined || box.value === box.dataset["standing"]) {
      const words = way?.dataset[name] ?? "";
      if (box.dataset["standing"] !== undefined || box.value === "") box.value = words;
      box.dataset["standing"] = words;
    }
    show(form, name);
  }
}

function show(form: HTMLFormElement, name: string): void {
  for (const place of all(`[data-shows=${name}]`, form)) place.textContent = field(form, name)?.value ?? "";
}

function ask(form: HTMLFormElement, at: number): void {
  const questions = all("[data-question]", form);
  questions.forEach((one, n) => (one.hidden = n !== at));
  if (at === questions.length - 1) take(form, "petition");
}

function take(form: HTMLFormElement, way: string): void {
  const radio = form.querySelector<HTMLInputElement>(`input[name=way][value=${way}]`);
  if (!radio) return;
  radio.checked = true;
  follow(form);
}

function prepare(form: HTMLFormElement): void {
  follow(form);
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.name === "way") follow(form);
  });
  form.addEventListener("input", (event) => {
    if (event.target instanceof HTMLElement && "name" in event.target) show(form, String(event.target.name));
  });
  form.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-answer], [data-again]") : null;
    if (!pressed) return;
    const questions = all("[data-question]", form);
    const now = questions.findIndex((one) => one.contains(pressed));
    if (pressed.dataset["again"] !== undefined) ask(form, 0);
    else if (pressed.dataset["answer"] === "yes") take(form, questions[now]?.dataset["way"] ?? "");
    else ask(form, now + 1);
  });
}

document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const form = document.querySelector<HTMLFormElement>("[data-sorting-form]");
    if (!form) return;
    if (event.key === "y" || event.key === "n") {
      const guide = form.querySelector<HTMLDetailsElement>("[data-guide]");
      if (guide && !guide.open) guide.open = true;
      return;
    }
    const focused = document.activeElement;
    const elsewhere = focused instanceof HTMLElement && focused.matches("a, button, summary") && !focused.matches("[data-row]");
    if (event.key !== "Enter" || elsewhere) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.querySelector<HTMLButtonElement>("[data-submit-sorting]")?.click();
  },
  { capture: true },
);
