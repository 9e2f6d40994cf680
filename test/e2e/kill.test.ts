import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, watch } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describe as describeUrn } from "../../start/engine/tally.ts";
import { openIntents } from "../../start/recovery/intent.ts";
import { censusOf } from "./census.ts";
import { begin, killAll, layOut, type Place, type Running, run } from "./harness.ts";
import { readDocument } from "./report.ts";
import { forget, realResources, stateOf } from "./state.ts";

// `npm run test:deep` asks for more of them, see vitest.deep.config.ts.
const kills = Number(process.env["GATEHOUSE_KILLS"] ?? 3);
const stacks = ["shared", "production"] as const;

/** A number from 0 to 1 that looks like chance, and is the same for the same seed. */
function randomFrom(seed: number): number {
  return createHash("sha256").update(`kill ${seed}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** A stack that went up undisturbed, to compare with; and the sandbox as it was before. */
interface Reference {
  before: Place | undefined;
  /** How often the clouds wrote to disk while it went up. */
  writes: number;
  census: Record<string, number>;
  urns: string[];
}

const places: Place[] = [];
const references = new Map<string, Reference>();

function newPlace(from?: Place): Place {
  const place = layOut();
  places.push(place);
  if (from) cpSync(from.folder, place.folder, { recursive: true });
  mkdirSync(join(place.folder, "clouds"), { recursive: true });
  return place;
}

/** Counts what the clouds write while a stack goes up: each write is a step of a resource. */
function countWrites({ folder }: Place, stack: string, onWrite: (count: number) => void = () => undefined) {
  const upHasBegun = () => existsSync(join(folder, "intents", `${stack}.json`));
  let count = 0;
  const watcher = watch(join(folder, "clouds"), (_event, name) => {
    if (!name?.endsWith(".json") || !upHasBegun()) return;
    count += 1;
    onWrite(count);
  });
  return () => {
    watcher.close();
    return count;
  };
}

beforeAll(async () => {
  let before: Place | undefined;
  for (const stack of stacks) {
    const place = newPlace(before);
    const writes = countWrites(place, stack);
    const { exitCode, stdout, stderr } = await run(place, ["--stack", stack]);
    expect(exitCode, stderr + stdout).toBe(0);
    references.set(stack, { before, writes: writes(), census: censusOf(place), urns: urnsOf(place, stack) });
    before = place;
  }
}, 240_000);

afterAll(() => {
  for (const place of places) place.remove();
});

function urnsOf(place: Place, stack: string): string[] {
  return stateOf(place, stack)
    .resources.map(({ urn }) => urn)
    .sort();
}

/** Starts a run and kills it, by default with all that it started, after so many writes of the clouds. */
async function killAfter(
  place: Place,
  stack: string,
  writes: number,
  kill: (victim: Running) => void = killAll,
): Promise<void> {
  const victim = begin(place, ["--stack", stack]);
  const stop = countWrites(place, stack, (count) => {
    if (count === writes) kill(victim);
  });
  const { exitCode } = await victim.end;
  stop();
  expect(exitCode, "the run must not come to its end").toBeUndefined();
}

function referenceOf(stack: string): Reference {
  const reference = references.get(stack);
  if (!reference) throw new Error(`There is no reference for ${stack}.`);
  return reference;
}

/** Runs again after a kill, and expects what an undisturbed run leaves. Tells what had to be imported. */
async function expectRecovery(place: Place, stack: string): Promise<string[]> {
  const { exitCode, stdout, stderr } = await run(place, ["--stack", stack, "--json"]);
  expect(exitCode, stderr + stdout).toBe(0);
  const result = readDocument(stdout).stacks[0];
  expect((result?.again ?? result?.preview)?.changes).toEqual([]);
  expect(stateOf(place, stack).pending).toEqual([]);
  const { urns, census } = referenceOf(stack);
  expect(urnsOf(place, stack)).toEqual(urns);
  expect(censusOf(place)).toEqual(census);
  return result?.recovery?.imported ?? [];
}

describe("a run that is killed while it changes a stack", { timeout: 240_000 }, () => {
  const seeds = Array.from({ length: kills }, (_, index) => index + 1);

  it.each(seeds)("is put in order by the next one, and nothing is doubled (seed %i)", async (seed) => {
    const stack = stacks[seed % stacks.length] ?? "shared";
    const { before, writes } = referenceOf(stack);
    const place = newPlace(before);
    const moment = 1 + Math.floor(randomFrom(seed) * (writes - 1));
    await killAfter(place, stack, moment);
    const known = realResources(place, [stack]).length;
    const pending = stateOf(place, stack).pending.length;
    const imported = await expectRecovery(place, stack);
    console.log(
      `seed ${seed}: ${stack} killed at write ${moment} of ${writes}, with ${known} resources known and ` +
        `${pending} operations pending; then imported ${imported.join(", ") || "nothing"}`,
    );
  });

  it("is put in order also when the engine outlived it for a moment", async () => {
    const { before, writes } = referenceOf("shared");
    const place = newPlace(before);
    await killAfter(place, "shared", Math.floor(writes / 2), ({ process: { pid } }) => {
      if (pid !== undefined) process.kill(pid, "SIGKILL");
    });
    await expectRecovery(place, "shared");
  });

  // What is left when the engine takes a create that reached its cloud for failed: neither a resource in the state
  // nor a pending operation. The window is too small to be hit by a signal, so the state is made by hand.
  it("gets back what it had declared, and never takes what it had not", async () => {
    const standing = referenceOf("production").before;
    if (!standing) throw new Error("There is no sandbox in which shared stands.");
    const place = newPlace(standing);
    const label = forget(place, "shared", "github:index/issueLabel:IssueLabel");

    const refused = await run(place, ["--stack", "shared"]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/github:IssueLabel .*\n.*already_exists/s);
    expect(censusOf(place)).toEqual(referenceOf("shared").census);

    openIntents(place.folder).declare("shared", [label]);
    expect(await expectRecovery(place, "shared")).toEqual([describeUrn(label.urn)]);
  });
});

describe("a run that is asked to stop", () => {
  it.each([
    { how: "by a signal to it alone", group: false },
    { how: "by ^C, which the terminal sends to the engine as well", group: true },
  ])("ends with 130 and the state in order, $how", { timeout: 120_000 }, async ({ group }) => {
    const reference = referenceOf("production");
    const place = newPlace(reference.before);
    const running = begin(place, ["--stack", "production"]);
    const { pid } = running.process;
    if (pid === undefined) throw new Error("The job did not start.");
    const stop = countWrites(place, "production", (count) => {
      if (count === 10) process.kill(group ? -pid : pid, "SIGINT");
    });
    const { exitCode, stdout, stderr } = await running.end;
    stop();
    expect(exitCode, stderr + stdout).toBe(130);
    expect(stderr).toContain("Stopping: the engine finishes the steps that it began.");
    expect(stateOf(place, "production").pending).toEqual([]);
    const known = realResources(place, ["production"]).length;
    expect(known).toBeGreaterThanOrEqual(5);

    const next = await run(place, ["--stack", "production", "--json"]);
    expect(next.exitCode, next.stderr + next.stdout).toBe(0);
    expect(readDocument(next.stdout).stacks[0]?.recovery).toBeUndefined();
    expect(censusOf(place)).toEqual(reference.census);
  });
});
