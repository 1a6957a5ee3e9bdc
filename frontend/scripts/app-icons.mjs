// Writes the application's icons from logo/mark.svg: PNG by headless Chromium, the .ico around its PNG. Run by hand when the mark changes.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const mark = join(here, "..", "logo", "mark.svg");
const target = join(here, "..", "..", "src", "gongzhi", "project", "static", "icons");
const chromium = process.env.CHROMIUM ?? "chromium";

/** Draw the mark into a square of `size`, with `edge` (a part of one) left free for masks that cut corners. */
function draw(size, edge, name) {
  const folder = mkdtempSync(join(tmpdir(), "mark-"));
  const drawn = readFileSync(mark, "utf8").replace("<svg ", `<svg width="${size * (1 - 2 * edge)}" height="${size * (1 - 2 * edge)}" `);
  const page = join(folder, "page.html");
  const ground = edge > 0 ? "#0b5c5c" : "transparent";
  writeFileSync(page, `<body style="margin:0;background:${ground};width:${size}px;height:${size}px;display:grid;place-items:center">${drawn}</body>`);
  const file = join(target, name);
  execFileSync(chromium, [
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--default-background-color=00000000",
    "--force-device-scale-factor=1", `--window-size=${size},${size}`, `--screenshot=${file}`, `file://${page}`,
  ], { stdio: "ignore" });
  return file;
}

/** Return an .ico that holds one PNG. */
function ico(png, size) {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(size, 6);
  head.writeUInt8(size, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(22, 18);
  return Buffer.concat([head, png]);
}

copyFileSync(mark, join(target, "favicon.svg"));
draw(192, 0, "icon-192.png");
draw(512, 0, "icon-512.png");
draw(512, 0.06, "icon-maskable-512.png");
draw(180, 0.04, "apple-touch-icon.png");
const small = draw(32, 0, "favicon-32.png");
writeFileSync(join(target, "favicon.ico"), ico(readFileSync(small), 32));
