// `node bench/ledger.ts`: verification of a chain against a bare SHA-256 loop over the same bytes, and queries by index.
import { createHash } from "node:crypto";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { follow } from "../pipeline/audit/chain/append.ts";
import { type Place, recordKey, usualLayout } from "../pipeline/audit/chain/place.ts";
import { encode, type Sealed } from "../pipeline/audit/chain/record.ts";
import type { Filter } from "../pipeline/audit/index/filter.ts";
import { query } from "../pipeline/audit/index/query.ts";
import { rowOf } from "../pipeline/audit/index/row.ts";
import { encodeShard, shardKey, shardOf } from "../pipeline/audit/index/shard.ts";
import { verify } from "../pipeline/audit/verify/verify.ts";
import { sha256Hex } from "../pipeline/canonical.ts";
import type { ObjectReader } from "../platforms/s3/objects.ts";
import { type Comparison, compare, spread } from "./pair.ts";

const help = `node bench/ledger.ts measures on this machine, now, with records in memory: what S3 adds is its own.

  --records N   records in the chain (default 20000; a million needs about 4 GB)
  --runs N      pairs of verification and bare loop (default 5)
  --json        one JSON document on standard output
`;

const place: Place = { book: "ledger", environment: "production" };
const begin = Date.parse("2027-01-01T00:00:00Z");
const hex = (number: number) => sha256Hex(String(number)).slice(0, 40);

/** A chain in memory, as sorted keys and their bytes, with its index. */
class Memory implements ObjectReader {
  readonly keys: string[] = [];
  readonly bytes = new Map<string, Buffer>();

  add(key: string, bytes: Buffer): void {
    this.keys.push(key);
    this.bytes.set(key, bytes);
  }

  async get(key: string) {
    const body = this.bytes.get(key);
    return body && { body, storedAt: new Date(begin) };
  }

  async *list(prefix: string, { after = "", limit = Number.POSITIVE_INFINITY } = {}) {
    // The first key behind `after`, by halves: keys are in order, as S3 keeps them.
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.keys[middle] ?? "") > after) high = middle;
      else low = middle + 1;
    }
    let given = 0;
    for (let at = low; at < this.keys.length && given < limit; at++) {
      const key = this.keys[at] ?? "";
      if (!key.startsWith(prefix)) continue;
      given += 1;
      yield { key, storedAt: new Date(begin), size: this.bytes.get(key)?.length ?? 0 };
    }
  }
}

function recordOf(head: Sealed | undefined, number: number): Sealed & { bytes: Buffer } {
  const at = begin + number * 60_000;
  const body = {
    environment: "production",
    commit: { sha: hex(number), branch: "main" },
    version: `1.0.${number}`,
    execution: { outcome: number % 50 === 0 ? "failure" : "success", durationSeconds: 300 },
    approvals: [
      { approver: `person-${number % 40}`, role: "tech-lead", comment: number % 1000 === 0 ? "urgent" : "" },
    ],
    tests: { smoke: [{ name: "GET /api/health", outcome: "pass" }], health: [], failures: [], warnings: [] },
  };
  const entry = {
    id: sha256Hex(String(number)),
    type: "deployment",
    at: new Date(at).toISOString(),
    actor: `person-${number % 40}`,
    run: { repository: "acme/app", id: String(number), attempt: 1, job: "deploy", commit: hex(number) },
    body,
  };
  const next = {
    entry,
    origin: { kind: "direct" },
    earlyUntil: undefined,
    place,
    clocks: [],
    now: at,
  } as const;
  const record = follow(head, next);
  return { record, ...encode(record) };
}

function build(count: number): { ledger: Memory; index: Memory } {
  const [ledger, index] = [new Memory(), new Memory()];
  let rows: ReturnType<typeof rowOf>[] = [];
  let head: Sealed | undefined;
  for (let number = 1; number <= count; number++) {
    const { bytes, ...sealed } = recordOf(head, number);
    ledger.add(recordKey(usualLayout, place, number), bytes);
    rows.push(rowOf(sealed));
    head = sealed;
    if (number === count || shardOf(number + 1) !== shardOf(number)) {
      index.add(shardKey(place, shardOf(number)), encodeShard(rows));
      rows = [];
    }
  }
  return { ledger, index };
}

async function seconds(work: () => Promise<unknown> | unknown): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

const questions: Record<string, Filter> = {
  "one commit": { commit: hex(7) },
  "a word that a thousandth has": { text: "urgent" },
  "failures of a month": {
    outcome: "failure",
    from: "2027-01-01T00:00:00.000Z",
    to: "2027-02-01T00:00:00.000Z",
  },
};

interface Figures {
  machine: string;
  records: number;
  megabytes: number;
  /** Seconds: verification of the whole chain against the bare loop. */
  verify: Comparison;
  /** Seconds of each query, with how many records it found. */
  queries: Record<string, { seconds: number; found: number }>;
}

async function measure(count: number, runs: number, say: (text: string) => void): Promise<Figures> {
  say(`A chain of ${count} records`);
  const { ledger, index } = build(count);
  const all = [...ledger.bytes.values()];
  const options = { layout: usualLayout, places: [place], witnesses: [] };
  const verified = () =>
    seconds(async () => {
      const { findings } = await verify(ledger, options);
      if (findings.length > 0) throw new Error(`The chain does not fit: ${findings[0]?.text}`);
    });
  const bare = () =>
    seconds(() => {
      for (const bytes of all) createHash("sha256").update(bytes).digest("hex");
    });
  const comparison = await compare(runs, verified, bare, (done) => say(`Pair ${done} of ${runs}`));
  const queries: Figures["queries"] = {};
  for (const [name, filter] of Object.entries(questions)) {
    let found = 0;
    const took = await seconds(async () => {
      found = (await query(ledger, { layout: usualLayout, places: [place], filter, index })).records.length;
    });
    queries[name] = { seconds: took, found };
  }
  return {
    machine: `${cpus().length} cores, ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}`,
    records: count,
    megabytes: Math.round(all.reduce((sum, { length }) => sum + length, 0) / 1e5) / 10,
    verify: comparison,
    queries,
  };
}

function textOf({ machine, records, megabytes, verify: { one, other, ratio }, queries }: Figures): string {
  const lines = Object.entries(queries).map(
    ([name, { seconds: took, found }]) => `  query, ${name}: ${took.toFixed(2)} s, ${found} records`,
  );
  return [
    `${machine}; ${records} records, ${megabytes} MB`,
    `  verification: ${spread(one)} s; bare SHA-256: ${spread(other)} s; ratio ${spread(ratio)}`,
    ...lines,
    "",
  ].join("\n");
}

const { values } = parseArgs({
  options: {
    records: { type: "string", default: "20000" },
    runs: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const [records, runs] = [values.records, values.runs].map((text) =>
  /^[1-9]\d{0,6}$/.test(text) ? Number(text) : 0,
);
if (values.help || !records || !runs) {
  (values.help ? process.stdout : process.stderr).write(help);
  process.exitCode = values.help ? 0 : 2;
} else {
  const figures = await measure(records, runs, (text) => process.stderr.write(`${text}\n`));
  process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : textOf(figures));
}
