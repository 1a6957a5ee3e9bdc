// Every pair of ink and ground that the components use is readable: WCAG AA, in light and in dark.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../styles/tokens.css", import.meta.url), "utf8");
const blocks = css.split(/\n\s*:root[^{]*\{/).slice(1).map((block) => Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gi)].map((found) => [found[1], found[2]])));
const light = blocks[0];
const [dark, again] = blocks.filter((block) => block.paper && block !== light);

const PAIRS = [
  ...["ink", "ink-2", "ink-3", "brand", "brand-strong", "running", "soon", "late", "done"].flatMap((ink) => ["paper", "surface", "raised", "sunken"].map((ground) => [ink, ground, 4.5])),
  ...["brand", "running", "soon", "late", "done"].map((tone) => [tone, `${tone}-soft`, 4.5]),
  ...["brand", "running", "soon", "late", "done"].map((tone) => ["ink", `${tone}-soft`, 4.5]),
  ...["ink-2", "ink-3"].map((ink) => [ink, "brand-soft", 4.5]),
  ["on-brand", "brand", 4.5],
  ["on-brand", "brand-strong", 4.5],
  ["line-strong", "surface", 3],
  ["line-strong", "paper", 3],
  ["focus", "paper", 3],
  ["focus", "surface", 3],
  ...[1, 2, 3, 4, 5].map((n) => [`chart-${n}`, "surface", 3]),
];

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, two) {
  const [high, low] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

test("both dark blocks are equal and name every colour of the light one", () => {
  assert.deepEqual(dark, again);
  assert.deepEqual(Object.keys(dark).sort(), Object.keys(light).sort());
});

for (const [name, tokens] of [["light", light], ["dark", dark]]) {
  test(`every pair is readable in ${name}`, () => {
    const poor = PAIRS.filter(([ink, ground, least]) => contrast(tokens[ink], tokens[ground]) < least).map(([ink, ground]) => `${ink} on ${ground}: ${contrast(tokens[ink], tokens[ground]).toFixed(2)}`);
    assert.deepEqual(poor, []);
  });
}
