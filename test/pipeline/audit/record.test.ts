import fc from "fast-check";
import { expect, it } from "vitest";
import { decode, encode, isSealed } from "../../../pipeline/audit/chain/record.ts";
import { canonicalJson, sha256Hex } from "../../../pipeline/canonical.ts";
import { chainOf, production } from "./entries.ts";
import { MemoryStore } from "./memory-store.ts";

async function oneRecord() {
  const store = new MemoryStore();
  const [first] = await chainOf(store, 1);
  if (!first) throw new Error("There is no record");
  return { ...first, bytes: store.bytes("ledger/production/000000000001.json") };
}

it("is the canonical JSON of its hash and itself, and the hash is that of its canonical JSON", async () => {
  const { hash, record, bytes } = await oneRecord();
  expect(hash).toBe(sha256Hex(canonicalJson(record)));
  expect(bytes.toString()).toBe(canonicalJson({ hash, record }));
  expect(encode(record)).toEqual({ hash, bytes });
  expect(decode(bytes)).toEqual({ hash, record });
  expect(record).toMatchObject({ ...production, sequence: 1, previous: null, origin: { kind: "direct" } });
});

it("has no bit that could be flipped, and no byte that could be added or left out", async () => {
  const { bytes } = await oneRecord();
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      expect(isSealed(decode(flipped)), `bit ${bit} of byte ${at}`).toBe(false);
    }
  }
  for (let length = 0; length < bytes.length; length++) {
    expect(isSealed(decode(bytes.subarray(0, length)))).toBe(false);
  }
  expect(isSealed(decode(Buffer.concat([bytes, Buffer.from("\n")])))).toBe(false);
});

it("is refused with a true hash when its text is not the one canonical text", async () => {
  const { record } = await oneRecord();
  const reordered = JSON.stringify(Object.fromEntries(Object.entries(record).toReversed()));
  const twice = `{"format":"other",${canonicalJson(record).slice(1)}`;
  for (const text of [reordered, `${canonicalJson(record)} `, twice, "{}", "null"]) {
    const bytes = Buffer.from(`{"hash":"${sha256Hex(text)}","record":${text}}`);
    expect(decode(bytes)).toEqual({ problem: "its content is no gatehouse-record/1" });
  }
});

it("gives back whatever texts and numbers a body holds", async () => {
  const { record } = await oneRecord();
  const body = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ stringUnit: "grapheme" }));
  fc.assert(
    fc.property(body, (given) => {
      const plain: Record<string, unknown> = JSON.parse(JSON.stringify(given));
      const { bytes } = encode({ ...record, entry: { ...record.entry, body: plain } });
      const found = decode(bytes);
      expect(isSealed(found) && found.record.entry.body).toEqual(plain);
    }),
    { seed: 20270301, numRuns: 200 },
  );
});
