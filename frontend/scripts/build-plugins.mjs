// Two steps of the build that Vite does not bring: the sprite of just the icons used, and compressed copies for the server.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const icons = join(here, "..", "node_modules", "lucide-static", "icons");

/** Yield every file below a folder with one of these endings. */
export function* files(folder, endings) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name === "node_modules" || name === "build" || name === "__pycache__") continue;
    if (statSync(path).isDirectory()) yield* files(path, endings);
    else if (endings.includes(extname(name))) yield path;
  }
}

/** Return the names of icons that pages, menus and modules ask for: quoted words on lines that speak of icons or menus. */
export function namesIn(text, path) {
  const found = new Set();
  const whole = path.endsWith(".py") && text.includes("MenuItem(");
  for (const line of text.split("\n")) {
    if (!whole && !/icon|ICON|ui\./.test(line)) continue;
    for (const match of line.matchAll(/["']([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["']/g)) found.add(match[1]);
  }
  return found;
}

/** Return all icon names used anywhere, sorted. */
export function usedIcons() {
  const found = new Set();
  for (const path of [...files(join(root, "src"), [".html", ".py"]), ...files(join(here, "..", "src"), [".ts"])]) {
    for (const name of namesIn(readFileSync(path, "utf8"), path)) found.add(name);
  }
  for (const name of readFileSync(join(here, "..", "icons.txt"), "utf8").split(/\s+/)) found.add(name);
  return [...found].filter((name) => existsSync(join(icons, `${name}.svg`))).sort();
}

/** Return the sprite: one <symbol> for each icon, and our own mark. */
export function sprite(names) {
  const symbols = names.map((name) => {
    const drawn = readFileSync(join(icons, `${name}.svg`), "utf8");
    const inner = drawn.slice(drawn.indexOf(">", drawn.indexOf("<svg")) + 1, drawn.lastIndexOf("</svg>"));
    return (
      `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
      `stroke-linecap="round" stroke-linejoin="round">${inner.replace(/\s*\n\s*/g, "")}</symbol>`
    );
  });
  const mark = readFileSync(join(here, "..", "logo", "mark.svg"), "utf8");
  const drawn = mark.slice(mark.indexOf(">", mark.indexOf("<svg")) + 1, mark.lastIndexOf("</svg>"));
  symbols.push(`<symbol id="mark" viewBox="0 0 64 64">${drawn.replace(/\s*\n\s*/g, "")}</symbol>`);
  return (
    "<!-- Icons: Lucide (ISC licence), https://lucide.dev; the mark is ours. -->" +
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`
  );
}

/** Write the sprite beside the other built files and enter it into the manifest as the entry "icons". */
export function iconSprite() {
  let folder = "";
  return {
    name: "icon-sprite",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    writeBundle() {
      const drawn = sprite(usedIcons());
      const file = `assets/icons-${createHash("sha256").update(drawn).digest("hex").slice(0, 8)}.svg`;
      writeFileSync(join(folder, file), drawn);
      const path = join(folder, ".vite", "manifest.json");
      const manifest = JSON.parse(readFileSync(path, "utf8"));
      manifest.icons = { file, name: "icons", isEntry: true };
      writeFileSync(path, JSON.stringify(manifest, null, 2));
    },
  };
}

/** Put a .gz and a .br beside every text file; the static server sends them as they are. */
export function compressed() {
  let folder = "";
  return {
    name: "compressed",
    enforce: "post",
    configResolved(config) {
      folder = join(config.root, config.build.outDir, "assets");
    },
    closeBundle() {
      if (!existsSync(folder)) return;
      for (const name of readdirSync(folder)) {
        if (![".js", ".css", ".svg", ".mjs"].includes(extname(name))) continue;
        const content = readFileSync(join(folder, name));
        if (content.length < 1024) continue;
        writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
        const quality = { [constants.BROTLI_PARAM_QUALITY]: 10 };
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content, { params: quality }));
      }
    },
  };
}
