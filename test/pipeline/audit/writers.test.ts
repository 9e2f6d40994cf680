import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { usualLayout } from "../../../pipeline/audit/chain/place.ts";
import { decode, isSealed } from "../../../pipeline/audit/chain/record.ts";
import { verify } from "../../../pipeline/audit/verify/verify.ts";
import { startArchive } from "../../platforms/s3/buckets.ts";
import { production } from "./entries.ts";

const writers = 16;
const each = 2;
/** The exit code of a writer that others outran; see writer.ts. */
const outrun = 75;
const kills = 12;

/** Fixed, so that a failure can be seen again; `npm run test:deep` takes all of them. */
const seeds = [20270301, 20270302, 20270303, 20270304, 20270305, 20270306, 20270307, 20270308].slice(
  0,
  Number(process.env["GATEHOUSE_WRITER_SEEDS"] ?? 2),
);

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

it.each(seeds)(
  "16 writers at once, killed at random (%i) and started again: no record is lost, none is there twice",
  {
    timeout: 300_000,
  },
  async (seed) => {
    const { proxy, behind } = await startArchive();
    const time = new Date().toISOString();
    const next = random(seed);
    const running = new Map<number, ChildProcess>();
    const failures: string[] = [];

    async function work(number: number): Promise<void> {
      for (;;) {
        const script = join(import.meta.dirname, "writer.ts");
        const child = spawn(process.execPath, [script, proxy.url, String(number), String(each), time]);
        running.set(number, child);
        child.stderr.on("data", (text) => failures.push(String(text)));
        const [code, signal] = await once(child, "exit");
        running.delete(number);
        if (code === 0) return;
        if (signal !== "SIGKILL" && code !== outrun)
          throw new Error(`Writer ${number} ended with ${code}: ${failures.join("")}`);
      }
    }

    const done = Promise.all(Array.from({ length: writers }, (_, at) => work(at + 1)));
    let killed = 0;
    while (killed < kills && proxy.requests.length < 100_000) {
      await sleep(50 + next() * 200);
      const [child] = [...running.values()].slice(Math.floor(next() * running.size));
      if (!child) break;
      if (child.kill("SIGKILL")) killed += 1;
    }
    await done;

    const found = await verify(behind, { layout: usualLayout, places: [production], witnesses: [] });
    expect(found.findings).toEqual([]);
    const ids: string[] = [];
    for await (const { key } of behind.list("ledger/production/")) {
      const stored = await behind.get(key);
      const record = stored && decode(stored.body);
      if (record && isSealed(record)) ids.push(record.record.entry.run.id);
    }
    const expected = Array.from({ length: writers * each }, (_, at) => {
      return `${Math.floor(at / each) + 1}${String(at % each).padStart(3, "0")}`;
    });
    expect(ids.sort()).toEqual(expected.sort());
    expect(killed).toBeGreaterThan(0);
  },
);
