import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Place, usualLayout } from "../../../pipeline/audit/chain/place.ts";
import { decode, isSealed, type LedgerRecord } from "../../../pipeline/audit/chain/record.ts";
import { type RecordOptions, recordEntry } from "../../../pipeline/audit/record-entry.ts";
import { verify } from "../../../pipeline/audit/verify/verify.ts";
import { openBucket } from "../../../platforms/s3/client.ts";
import { s3AccessFrom } from "../../../platforms/s3/credentials.ts";
import type { ObjectReader } from "../../../platforms/s3/objects.ts";
import { type Archive, startArchive } from "../../platforms/s3/buckets.ts";
import { type Fault, refuse, type S3Proxy } from "../../platforms/s3/proxy.ts";
import { correction, deployment, environments, production } from "./entries.ts";

const slow = { timeout: 180_000 };

/** A moment that has just passed; entries of one test differ by it. */
const justNow = (before = 0) => new Date(Date.now() - 1000 - before).toISOString();

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "gatehouse-ledger-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function options(archive: Archive, given: Partial<RecordOptions> = {}): RecordOptions {
  return {
    open: () => archive.ledger,
    layout: usualLayout,
    environments,
    githubUrl: archive.proxy.url,
    ...given,
  };
}

async function recordsOf(reader: ObjectReader, { book, environment }: Place = production) {
  const records: LedgerRecord[] = [];
  for await (const { key } of reader.list(`${book}/${environment}/`)) {
    const stored = await reader.get(key);
    const found = stored && decode(stored.body);
    if (found && isSealed(found)) records.push(found.record);
  }
  return records;
}

const typesOf = (records: readonly LedgerRecord[]) => records.map(({ entry }) => entry.type);

it("records under the lock, with the time of three clocks, and the same event once", slow, async () => {
  const archive = await startArchive();
  const given = deployment(1, { at: justNow() });
  const first = await recordEntry(given, options(archive));
  expect(first).toMatchObject({ state: "recorded", mayGoOn: true, warnings: [] });
  const again = await recordEntry(given, options(archive));
  expect(again).toMatchObject({ state: "there", record: { hash: first.record?.hash } });
  await recordEntry(deployment(2, { at: justNow() }), options(archive));
  const [one, two, ...others] = await recordsOf(archive.behind);
  expect(others).toEqual([]);
  expect(two?.previous).toBe(first.record?.hash);
  expect(one?.clocks.map(({ source }) => source)).toEqual(["s3", "github"]);
  for (const { runnerAhead } of one?.clocks ?? []) expect(Math.abs(runnerAhead)).toBeLessThanOrEqual(120);
});

describe("S3 fails", () => {
  const away: Fault = (_request, response) => {
    response.destroy();
    return true;
  };
  it.each([
    ["is away", { fault: away }],
    ["is slow", { fault: () => true }],
    ["answers 503", { fault: (_request, response) => refuse(response, 503, "SlowDown") }],
    [
      "answers 412 to every put",
      { fault: ({ method }, response) => method === "PUT" && refuse(response, 412, "PreconditionFailed") },
    ],
    ["refuses", { fault: (_request, response) => refuse(response, 403, "AccessDenied") }],
    ["has a clock two hours off", { dateAhead: 7200 }],
  ] satisfies [string, Partial<S3Proxy>][])(
    "and %s: forward steps stop, a rollback goes on, and both are taken in later, in order, once",
    slow,
    async (_what, failure) => {
      const archive = await startArchive();
      Object.assign(archive.proxy, failure);
      const spool = folder();
      const back = correction({ at: justNow(2000) });
      const forward = deployment(1, { at: justNow() });
      await expect(recordEntry(back, options(archive))).rejects.toThrow();
      const gone = await recordEntry(back, options(archive, { spool }));
      expect(gone).toMatchObject({ state: "spooled", mayGoOn: true, reason: expect.stringMatching(/\w/) });
      const stopped = await recordEntry(forward, options(archive, { spool }));
      expect(stopped).toMatchObject({ state: "spooled", mayGoOn: false });
      expect(readdirSync(spool)).toHaveLength(2);
      expect(await recordsOf(archive.behind)).toEqual([]);

      archive.proxy.fault = () => false;
      archive.proxy.dateAhead = 0;
      const next = deployment(2, { at: justNow() });
      const taken = await recordEntry(next, options(archive, { takeIn: spool }));
      expect(taken.takenIn).toEqual([
        "ledger/production 1: SYSTEM CORRECTION EVENT",
        "ledger/production 2: deployment",
      ]);
      // The artifact is still there when a later run looks, and may be there twice.
      const later = await recordEntry(correction({ at: justNow() }), options(archive, { takeIn: spool }));
      expect(later).toMatchObject({ state: "recorded", takenIn: [] });
      const found = await recordsOf(archive.behind);
      expect(typesOf(found)).toEqual([
        "SYSTEM CORRECTION EVENT",
        "deployment",
        "deployment",
        "SYSTEM CORRECTION EVENT",
      ]);
      expect(found.map(({ origin }) => origin.kind)).toEqual(["spool", "spool", "direct", "direct"]);
      expect(
        (await verify(archive.behind, { layout: usualLayout, places: [production], witnesses: [] })).findings,
      ).toEqual([]);
    },
  );

  it("after it has stored the record, and its answer is lost: the record is there once", slow, async () => {
    const archive = await startArchive();
    let lost = 0;
    archive.proxy.fault = async ({ method, path, body, headers }, response) => {
      if (method !== "PUT" || lost > 0) return false;
      lost += 1;
      const key = path.slice("/app-audit/".length);
      expect(headers["if-none-match"]).toBe("*");
      await archive.behind.create(key, body);
      response.destroy();
      return true;
    };
    expect(await recordEntry(deployment(1, { at: justNow() }), options(archive))).toMatchObject({
      state: "recorded",
    });
    expect(lost).toBe(1);
    expect(await recordsOf(archive.behind)).toHaveLength(1);
  });
});

it("missing credentials are an outage like any other", async () => {
  const spool = folder();
  const open = () => openBucket("app-audit", s3AccessFrom({ AWS_REGION: "us-east-1" }));
  const githubUrl = "http://127.0.0.1:9";
  const gone = await recordEntry(correction({ at: justNow() }), {
    ...{ open, layout: usualLayout, environments, githubUrl, spool },
  });
  expect(gone).toMatchObject({ state: "spooled", reason: expect.stringContaining("AWS_ACCESS_KEY_ID") });
});

it(
  "a spool that was changed is named; the entry at hand is recorded, and only a rollback goes on",
  slow,
  async () => {
    const archive = await startArchive();
    archive.proxy.fault = (_request, response) => refuse(response, 503, "SlowDown");
    const spool = folder();
    const { waitsAt = "" } = await recordEntry(correction({ at: justNow() }), options(archive, { spool }));
    archive.proxy.fault = () => false;
    writeFileSync(waitsAt, readFileSync(waitsAt, "utf8").replace("5xx above", "4xx above"));
    const forward = await recordEntry(deployment(1, { at: justNow() }), options(archive, { takeIn: spool }));
    expect(forward).toMatchObject({
      state: "recorded",
      mayGoOn: false,
      warnings: [expect.stringContaining(waitsAt)],
    });
    const back = await recordEntry(correction({ at: justNow() }), options(archive, { takeIn: spool }));
    expect(back).toMatchObject({ state: "recorded", mayGoOn: true });
  },
);

it(
  "takes in what a job stored before its environment opened, in S3's order, once, and names what is no entry",
  slow,
  async () => {
    const archive = await startArchive();
    archive.proxy.fault = ({ method }, response) => method === "GET" && refuse(response, 403, "AccessDenied");
    for (const [number, before] of [
      [1, 5000],
      [2, 9000],
    ] as const) {
      const stored = await recordEntry(
        deployment(number, { at: justNow(before) }),
        options(archive, { early: true }),
      );
      expect(stored).toMatchObject({ state: "early", mayGoOn: true });
      await recordEntry(deployment(number, { at: stored.entry.at }), options(archive, { early: true }));
      // S3 dates what it stores by the second.
      await new Promise((resolve) => setTimeout(resolve, 1100));
    }
    archive.proxy.fault = () => false;
    await archive.behind.create("pre/ledger/production/9999-nonsense.json", Buffer.from("{}"));
    const first = await recordEntry(deployment(3, { at: justNow() }), options(archive));
    expect(first.takenIn).toEqual(["ledger/production 1: deployment", "ledger/production 2: deployment"]);
    expect(first.warnings).toEqual([expect.stringContaining("9999-nonsense.json holds no entry")]);
    await recordEntry(deployment(4, { at: justNow() }), options(archive));
    const found = await recordsOf(archive.behind);
    expect(found.map(({ entry }) => entry.body["version"])).toEqual(["1.0.1", "1.0.2", "1.0.3", "1.0.4"]);
    expect(found.map(({ origin }) => origin.kind)).toEqual(["early", "early", "direct", "direct"]);
  },
);

it("builds on no broken end", slow, async () => {
  const archive = await startArchive();
  await recordEntry(deployment(1, { at: justNow() }), options(archive));
  await archive.behind.create("ledger/production/000000000002.json", Buffer.from("{}"));
  const next = recordEntry(deployment(2, { at: justNow() }), options(archive));
  await expect(next).rejects.toThrow(/Record 2 of ledger\/production cannot be built on.*audit verify/s);
});

it("refuses an event of the future", slow, async () => {
  const archive = await startArchive();
  const at = new Date(Date.now() + 600_000).toISOString();
  await expect(recordEntry(deployment(1, { at }), options(archive))).rejects.toThrow(/in the future/);
});
