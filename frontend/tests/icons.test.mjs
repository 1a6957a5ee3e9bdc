// The sprite has every icon that a page names, and no template writes styles or scripts in place.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { files, usedIcons } from "../scripts/build-plugins.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const templates = [...files(join(root, "src"), [".html"])].filter((path) => path.includes("jinja2"));

test("every icon named in a template is in the sprite", () => {
  const known = new Set(usedIcons());
  const missing = templates.flatMap((path) => [...readFileSync(path, "utf8").matchAll(/\bicon\("([a-z0-9-]+)"|icon_name="([a-z0-9-]+)"/g)].map((found) => found[1] ?? found[2]).filter((name) => !known.has(name)).map((name) => `${path}: ${name}`));
  assert.deepEqual(missing, []);
});

test("no template has an inline style, script or handler", () => {
  const wrong = templates.filter((path) => /\sstyle="|<style|<script(?![^>]*\bsrc=)(?![^>]*type="application\/json")|\son[a-z]+="/.test(readFileSync(path, "utf8")));
  assert.deepEqual(wrong, []);
});

test("the lock file names no registry", () => {
  assert.ok(!readFileSync(join(root, "frontend", "package-lock.json"), "utf8").includes('"resolved": "http'));
});
