import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { boxOf, fitted, matches, numberOf, readDraft, stepped, wrapped } = await load("logic.ts");

test("a few letters in order find a body", () => {
  assert.ok(matches("丛台区城市管理局", "丛城管"));
  assert.ok(matches("丛台区城市管理局 丛台区", "城市 丛台"));
  assert.ok(!matches("丛台区城市管理局", "管城"));
});

test("numbers are read as tables show them", () => {
  assert.equal(numberOf("1,204"), 1204);
  assert.equal(numberOf("98.6%"), 98.6);
  assert.equal(numberOf("−3"), -3);
  assert.equal(numberOf("—"), null);
  assert.equal(numberOf(""), null);
});

test("pictures shrink and never grow", () => {
  assert.deepEqual(fitted(4000, 3000, 1920), [1920, 1440]);
  assert.deepEqual(fitted(800, 600, 1920), [800, 600]);
  assert.deepEqual(fitted(9000, 2, 1920), [1920, 1]);
});

test("j and k hold at the ends and start at the near end", () => {
  assert.equal(stepped(-1, 1, 3), 0);
  assert.equal(stepped(-1, -1, 3), 2);
  assert.equal(stepped(2, 1, 3), 2);
  assert.equal(stepped(0, -1, 3), 0);
  assert.equal(stepped(0, 1, 0), -1);
});

test("a draft is offered only when it is whole, filled and young", () => {
  const now = 1_800_000_000_000;
  const draft = (at, text) => JSON.stringify({ at, fields: { words: [text] } });
  assert.deepEqual(readDraft(draft(now - 1000, "井盖"), now)?.fields, { words: ["井盖"] });
  assert.equal(readDraft(draft(now - 8 * 24 * 3600 * 1000, "井盖"), now), null);
  assert.equal(readDraft(draft(now, ""), now), null);
  assert.equal(readDraft("{", now), null);
  assert.equal(readDraft(null, now), null);
});

test("Chinese breaks anywhere and loses no letter", () => {
  const lines = wrapped("丛台区城市管理局", 3, (part) => part.length);
  assert.deepEqual(lines, ["丛台区", "城市管", "理局"]);
});

test("the box holds all positions of any geometry", () => {
  const rings = [[[[114, 36], [115, 36], [115, 37], [114, 36]]], [[[113, 35], [113.5, 35.5], [113, 35]]]];
  assert.deepEqual(boxOf(rings), [113, 35, 115, 37]);
  assert.equal(boxOf([]), null);
});
