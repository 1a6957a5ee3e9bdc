// Loads a TypeScript module of ours into Node, which cannot read types itself before version 22.
import { readFile } from "node:fs/promises";
import { transformWithOxc } from "vite";

/** Return the module's exports; it must import nothing. */
export async function load(path) {
  const file = new URL(`../src/${path}`, import.meta.url);
  const { code } = await transformWithOxc(await readFile(file, "utf8"), path, { lang: "ts" });
  return import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
}
