// The few words of DOM handling that all modules share. Content that arrives later is prepared through `onContent`.

type Prepare = (root: ParentNode) => void;

const prepares: Prepare[] = [];
let isReady = false;

/** Return the sentence in the page's language. */
export function t(chinese: string, english: string): string {
  return document.documentElement.lang === "en" ? english : chinese;
}

/** Return all elements under `root` that match, the root itself included. */
export function all<T extends HTMLElement = HTMLElement>(selector: string, root: ParentNode = document): T[] {
  const found = [...root.querySelectorAll<T>(selector)];
  return root instanceof Element && root.matches(selector) ? [root as unknown as T, ...found] : found;
}

/** Run `prepare` over the page now and over every piece of content that arrives later. */
export function onContent(prepare: Prepare): void {
  prepares.push(prepare);
  if (isReady) prepare(document);
}

/** Prepare a piece of content that has just been put into the page. */
export function prepareContent(root: ParentNode): void {
  for (const prepare of prepares) prepare(root);
}

/** Prepare the page itself; called once by the app. */
export function start(): void {
  isReady = true;
  prepareContent(document);
}

/** Return true the first time it is asked about this element and name. */
export function once(element: HTMLElement, name: string): boolean {
  const key = `ready${name}`;
  if (element.dataset[key]) return false;
  element.dataset[key] = "1";
  return true;
}

type Child = Node | string | null | undefined | false;

/** Make an element; `given` are attributes, `true` an empty one. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  given: Record<string, string | boolean> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

/** Return an icon of the sprite, found through any icon that the page already shows. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  const sprite = document.querySelector("svg use")?.getAttribute("href")?.split("#")[0] ?? "";
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** Read a value kept in this browser; null when there is none or storage is off. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keep a value in this browser, or forget it with null; storage that is off or full changes nothing. */
export function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // A private window or a full store: the page works without it.
  }
}

/** Fetch a piece of HTML of ours; null when the server has nothing to show. */
export async function fetchFragment(address: string, signal?: AbortSignal): Promise<string | null> {
  const asked: RequestInit = { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" };
  if (signal) asked.signal = signal;
  const answer = await fetch(address, asked);
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/login")) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.status === 204 ? null : await answer.text();
}

/** Put HTML of ours into an element and prepare it. */
export function fill(element: HTMLElement, html: string): void {
  element.innerHTML = html;
  prepareContent(element);
}

/** Whether a key press belongs to a text box. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
