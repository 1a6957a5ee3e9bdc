// The desk under the keyboard: j and k move, Enter opens, e does the page's main act, / searches, ? shows all keys.
import { all, isTyping } from "./dom.ts";
import { openDialog } from "./dialogs.ts";
import { stepped } from "./logic.ts";

let current: HTMLElement | null = null;
let leader = false;

function rows(): HTMLElement[] {
  return all("tbody tr[data-href], [data-row]").filter((row) => row.offsetParent !== null);
}

function move(by: number): void {
  const found = rows();
  const marked = current && current.isConnected ? current : (found.find((row) => row.matches("[aria-current=true]")) ?? null);
  const next = found[stepped(marked ? found.indexOf(marked) : -1, by, found.length)];
  if (!next) return;
  current?.classList.remove("is-current");
  current = next;
  next.classList.add("is-current");
  next.scrollIntoView({ block: "nearest" });
  if (next.matches("[data-row]")) {
    next.focus({ preventScroll: true });
    if (next.closest("[data-triage]")) next.click();
  }
}

function openCurrent(): boolean {
  if (!current?.isConnected) return false;
  const href = current.dataset["href"] ?? current.getAttribute("href");
  if (!href) return false;
  location.assign(href);
  return true;
}

function select(): void {
  const box = current?.querySelector<HTMLInputElement>("input.select");
  if (!box) return;
  box.click();
}

function press(selector: string): boolean {
  const found = all(selector).find((element) => element.offsetParent !== null && !element.matches(":disabled"));
  if (!found) return false;
  found.click();
  return true;
}

function answer(key: string): boolean {
  switch (key) {
    case "j":
      move(1);
      return true;
    case "k":
      move(-1);
      return true;
    case "Enter":
      return document.activeElement === document.body || document.activeElement === current ? openCurrent() : false;
    case "x":
      select();
      return true;
    case "e":
      return press("[data-primary]") || press('[data-key="e"]');
    case "/": {
      const box = all<HTMLInputElement>("#content [data-search]")[0] ?? all<HTMLInputElement>("[data-search]")[0];
      box?.focus();
      box?.select();
      return Boolean(box);
    }
    case "?":
      openDialog("keys");
      return true;
    default:
      return /^[a-z0-9]$/i.test(key) && press(`[data-key="${key}"]`);
  }
}

function showPageKeys(): void {
  const note = document.querySelector<HTMLElement>("[data-page-keys]");
  const keys = all("#content [data-key]");
  if (!note || keys.length === 0) return;
  const list = document.createElement("dl");
  list.className = "keys";
  for (const element of keys) {
    const pair = document.createElement("div");
    const name = document.createElement("dt");
    const key = document.createElement("kbd");
    const what = document.createElement("dd");
    key.textContent = element.dataset["key"] ?? "";
    what.textContent = element.textContent?.replace(key.textContent, "").trim() ?? "";
    name.append(key);
    pair.append(name, what);
    list.append(pair);
  }
  note.hidden = false;
  note.after(list);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && isTyping(event.target)) {
    (event.target as HTMLElement).blur();
    return;
  }
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (leader) {
    leader = false;
    const desk = document.querySelector<HTMLAnchorElement>("a.brand");
    if (event.key === "d" && desk) location.assign(desk.href);
    return;
  }
  if (event.key === "g") {
    leader = true;
    setTimeout(() => (leader = false), 1200);
    return;
  }
  if (answer(event.key)) event.preventDefault();
});

showPageKeys();
