import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordKey, usualLayout } from "../../../pipeline/audit/chain/place.ts";
import { decode, encode, isSealed, type LedgerRecord } from "../../../pipeline/audit/chain/record.ts";
import { seal } from "../../../pipeline/audit/seal.ts";
import type { Finding, Witness } from "../../../pipeline/audit/verify/finding.ts";
import { type VerifyOptions, verify } from "../../../pipeline/audit/verify/verify.ts";
import { chainOf, production } from "./entries.ts";
import { MemoryStore } from "./memory-store.ts";

const minute = 60_000;
const length = 12;
/** Three minutes before midnight, so that a chain of minutes spans two days. */
const begin = Date.parse("2027-03-01T23:55:00Z");
const key = (sequence: number) => recordKey(usualLayout, production, sequence);

/** A sound chain of twelve: five records of the first day, sealed, and seven of the next. */
async function soundChain() {
  const store = new MemoryStore();
  const records = await chainOf(store, length, begin);
  for (const one of store.keys("ledger/")) {
    const found = decode(store.bytes(one));
    const [kept] = store.objects.get(one) ?? [];
    if (isSealed(found) && kept) {
      kept.storedAt = new Date(found.record.recordedAt);
      kept.lockedUntil = new Date(kept.storedAt.getTime() + 2557 * 86_400_000);
    }
  }
  await seal(store, usualLayout, production, Date.parse("2027-03-02T12:00:00Z"));
  return { store, records };
}

async function findingsIn(store: MemoryStore, given: Partial<VerifyOptions> = {}): Promise<Finding[]> {
  const options = { layout: usualLayout, places: [production], witnesses: [], ...given };
  return (await verify(store, options)).findings;
}

const brief = (findings: readonly Finding[]) =>
  findings.map(({ kind, sequence }) => `${kind} ${sequence ?? "-"}`);

function recordAt(store: MemoryStore, sequence: number): LedgerRecord {
  const found = decode(store.bytes(key(sequence)));
  if (!isSealed(found)) throw new Error(found.problem);
  return found.record;
}

/** Exchanges a record by another with a true hash, as only somebody could who knows the format. */
function forge(store: MemoryStore, sequence: number, change: Partial<LedgerRecord>): string {
  const { bytes, hash } = encode({ ...recordAt(store, sequence), ...change });
  store.tamper(key(sequence), bytes);
  return hash;
}

const outsider: Witness = {
  place: "ledger/production",
  sequence: length,
  hash: "",
  source: "a commit status",
};

it("finds a sound chain sound, and says what bears witness to it", async () => {
  const { store, records } = await soundChain();
  const hash = records.at(-1)?.hash ?? "";
  const found = await verify(store, {
    layout: usualLayout,
    places: [production, { book: "metrics", environment: "production" }],
    witnesses: [{ ...outsider, hash }],
    lockedDays: () => 2557,
  });
  expect(found.findings).toEqual([]);
  expect(found.chains).toEqual([
    {
      place: "ledger/production",
      records: length,
      head: { sequence: length, hash, recordedAt: records.at(-1)?.record.recordedAt },
      sealedUntil: 4,
      witnessedUntil: length,
    },
  ]);
});

describe("S002-AUD-07: any change to an earlier record is detected, and located", () => {
  it("any bit flipped", async () => {
    const { store } = await soundChain();
    const place = fc.record({ sequence: fc.integer({ min: 1, max: length }), at: fc.nat(), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(place, async ({ sequence, at, bit }) => {
        const other = store.copy();
        const bytes = Buffer.from(other.bytes(key(sequence)));
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
        other.tamper(key(sequence), bytes);
        expect(brief(await findingsIn(other))).toEqual([`unreadable ${sequence}`]);
      }),
      { seed: 1, numRuns: Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 60) },
    );
  });

  it("any record dropped; a dropped end by its segment or by a witness", async () => {
    const { store } = await soundChain();
    for (let sequence = 1; sequence < length; sequence++) {
      const other = store.copy();
      other.remove(key(sequence));
      expect(brief(await findingsIn(other))).toEqual([`missing ${sequence}`]);
    }
    const cut = store.copy();
    const { hash } = records(store, length);
    cut.remove(key(length));
    // What only the chain itself could tell, it cannot: that is what witnesses are for.
    expect(await findingsIn(cut)).toEqual([]);
    const [finding] = await findingsIn(cut, { witnesses: [{ ...outsider, hash }] });
    expect(finding).toMatchObject({ kind: "truncated", sequence: length, key: key(length) });
    expect(finding?.text).toContain("a commit status knows record 12");
    for (let sequence = 4; sequence <= length; sequence++) cut.remove(key(sequence));
    const [sealed] = await findingsIn(cut);
    expect(sealed).toMatchObject({
      kind: "truncated",
      sequence: 4,
      text: expect.stringContaining("last segment"),
    });
  });

  it("two records swapped, or one put in the place of another", async () => {
    const { store } = await soundChain();
    const pair = fc.uniqueArray(fc.integer({ min: 1, max: length }), { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(pair, fc.boolean(), async ([one = 1, two = 2], isSwap) => {
        const other = store.copy();
        const [first, second] = [store.bytes(key(one)), store.bytes(key(two))];
        other.tamper(key(two), first);
        if (isSwap) other.tamper(key(one), second);
        const found = brief(await findingsIn(other));
        expect(found).toContain(`misplaced ${two}`);
        expect(found.includes(`misplaced ${one}`)).toBe(isSwap);
      }),
      { seed: 2, numRuns: Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 60) },
    );
  });

  it("a record of another environment, and whatever else lies among the records", async () => {
    const { store } = await soundChain();
    forge(store, length, { environment: "staging" });
    store.put("ledger/production/000000000012 (copy).json", store.bytes(key(length)));
    expect(brief(await findingsIn(store)).sort()).toEqual(["misplaced 12", "stray -"]);
  });

  it("a record replaced by one with a true hash: the next one does not follow", async () => {
    const { store } = await soundChain();
    forge(store, 7, { recordedAt: recordAt(store, 7).recordedAt.replace(".000Z", ".001Z") });
    const [finding, ...others] = await findingsIn(store);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: "unlinked", sequence: 8, key: key(8) });
    expect(finding?.text).toContain("one of the two was replaced");
  });

  it("a fork: the rest of the chain made anew from some record on", async () => {
    const { store } = await soundChain();
    const { hash } = records(store, length);
    fork(store, 3);
    const found = await findingsIn(store, { witnesses: [{ ...outsider, hash }] });
    // The chain itself fits again; its copies of the first day and the witness of its end do not.
    expect(brief(found)).toEqual(["differs 3", "differs 4", "differs 12"]);
    expect(found[0]?.text).toContain("segments/ledger/production/000001-2027-03-01.jsonl");
  });

  it("a record dated before the one before it", async () => {
    const { store } = await soundChain();
    const before = recordAt(store, 9).recordedAt;
    let previous = forge(store, 10, { recordedAt: "2027-03-01T00:00:00.000Z" });
    for (const sequence of [11, 12]) previous = forge(store, sequence, { previous });
    const found = await findingsIn(store);
    expect(brief(found)).toEqual(["backdated 10", "backdated 10"]);
    expect(found.map(({ text }) => text).join("\n")).toContain(before);
  });
});

function records(store: MemoryStore, sequence: number) {
  const found = decode(store.bytes(key(sequence)));
  if (!isSealed(found)) throw new Error(found.problem);
  return found;
}

/** Rewrites a record and all behind it, each following the one before. */
function fork(store: MemoryStore, from: number): void {
  let previous = forge(store, from, {
    clocks: [{ source: "s3", time: "2027-03-01T15:00:00.000Z", runnerAhead: 0 }],
  });
  for (let sequence = from + 1; sequence <= length; sequence++)
    previous = forge(store, sequence, { previous });
}

describe("what the bucket itself knows", () => {
  it("a record overwritten, though it fits", async () => {
    const { store } = await soundChain();
    const bytes = store.bytes(key(5));
    store.put(key(5), bytes, new Date(recordAt(store, 5).recordedAt));
    expect(brief(await findingsIn(store))).toEqual(["overwritten 5"]);
  });

  it("a deletion's mark, at the end too", async () => {
    const { store } = await soundChain();
    store.mark(key(length));
    const [finding, ...others] = await findingsIn(store);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: "deleted", sequence: length });
    expect(finding?.text).toContain("the version below that mark is still there");
  });

  it("a record that was stored long after the time it bears", async () => {
    const { store } = await soundChain();
    const [kept] = store.objects.get(key(6)) ?? [];
    if (kept) kept.storedAt = new Date(kept.storedAt.getTime() + 11 * minute);
    expect(brief(await findingsIn(store))).toEqual(["backdated 6"]);
  });

  it("a lock that is shorter than the type's retention, or none", async () => {
    const { store } = await soundChain();
    const [shorter] = store.objects.get(key(2)) ?? [];
    if (shorter) shorter.lockedUntil = new Date(shorter.storedAt.getTime() + 2555 * 86_400_000);
    const [none] = store.objects.get(key(3)) ?? [];
    if (none) delete none.lockedUntil;
    const found = await findingsIn(store, { lockedDays: () => 2557 });
    expect(brief(found)).toEqual(["unlocked 2", "unlocked 3"]);
  });
});

describe("segments", () => {
  const lines = "segments/ledger/production/000001-2027-03-01.jsonl";
  const manifest = "segments/ledger/production/000001-2027-03-01.manifest.json";

  it("a segment or a manifest of which a bit differs", async () => {
    const { store } = await soundChain();
    for (const one of [lines, manifest]) {
      const other = store.copy();
      const bytes = Buffer.from(other.bytes(one));
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      other.tamper(one, bytes);
      const found = await findingsIn(other);
      expect(found.map(({ kind, key: at }) => [kind, at])).toEqual([["segment", one]]);
    }
  });

  it("a segment that was replaced together with its manifest", async () => {
    const { store } = await soundChain();
    const other = new MemoryStore();
    await chainOf(other, length, begin + 1);
    await seal(other, usualLayout, production, Date.parse("2027-03-02T12:00:00Z"));
    for (const one of [lines, manifest]) store.tamper(one, other.bytes(one));
    const found = await findingsIn(store);
    expect(brief(found)).toEqual(["differs 1", "differs 2", "differs 3", "differs 4"]);
  });

  it("a segment that is missing, and one too many", async () => {
    const { store } = await soundChain();
    await seal(store, usualLayout, production, Date.parse("2027-03-03T12:00:00Z"));
    const without = store.copy();
    for (const one of [lines, manifest]) without.remove(one);
    const [gap] = await findingsIn(without);
    expect(gap).toMatchObject({ kind: "segment", text: expect.stringContaining("a segment is missing") });
    const alone = store.copy();
    alone.remove(lines);
    expect(brief(await findingsIn(alone))).toEqual(["segment 1"]);
    store.put("segments/ledger/production/000009-2027-03-05.jsonl", Buffer.from("{}"));
    const [extra] = await findingsIn(store);
    expect(extra).toMatchObject({ kind: "segment", text: expect.stringContaining("belongs to no manifest") });
  });
});

it("gives no verdict when something cannot be read", async () => {
  const { store } = await soundChain();
  store.get = () => Promise.reject(new Error("S3 is away"));
  await expect(findingsIn(store)).rejects.toThrow("S3 is away");
});
