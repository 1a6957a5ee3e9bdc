// Theme and language: the form works by itself; here the theme changes at once and is kept in the cookie the server reads.

/** Answer the theme buttons without loading the page again. */
export function startPreferences(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-preferences] button[name=theme]") : null;
    if (!button) return;
    event.preventDefault();
    choose(button.value);
    for (const other of button.parentElement?.querySelectorAll("button") ?? []) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });
}

function choose(theme: string): void {
  const root = document.documentElement;
  if (theme) root.dataset["theme"] = theme;
  else if (root.dataset["shell"] === "board") root.dataset["theme"] = "dark";
  else delete root.dataset["theme"];
  const age = theme ? 365 * 24 * 3600 : 0;
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `theme=${theme};path=/;max-age=${age};samesite=lax${secure}`;
  document.querySelector<HTMLMetaElement>("meta[name=color-scheme]")?.setAttribute("content", theme || "light dark");
  document.dispatchEvent(new CustomEvent("theme"));
}

/** Return the value of a token as it stands now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
