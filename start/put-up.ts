import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { type Operation, preview, up } from "./engine/operation.ts";
import type { Session } from "./engine/session.ts";
import { type Change, outputsDiffer } from "./engine/tally.ts";
import { exitCodes } from "./failure.ts";
import { inSession, type Job, stacksToWorkOn, step, surroundings } from "./job.ts";
import { recover, recoveryText } from "./recovery/recover.ts";
import { putUpMarkdown } from "./report/markdown.ts";
import { counted, countsText, type PutUp, recordOf, resourcesOf, type StackRecord } from "./report/result.ts";
import { checkSettings } from "./settings-check.ts";
import { readSummary, type StackSummary } from "./summary.ts";

/** One stack's way through the job. */
interface Walk {
  record: StackRecord;
  operations: Operation[];
  summary: StackSummary | undefined;
}

/**
 * Puts the pipeline up: the settings of all stacks are checked, then each stack is previewed with policies and
 * updated, then a second preview of each must show no change.
 *
 * @throws Failure when the settings, a policy, a cloud or the engine say no, or a person stops it.
 */
export async function putUp(job: Job): Promise<PutUp> {
  const { known, chosen } = stacksToWorkOn(job.arguments);
  await step(job, "settings", async () => {
    const all = [...new Set([...known, ...chosen])];
    await checkSettings(job.repository, job.arguments.config, all);
    return { value: undefined, says: `sound, of ${all.join(", ")}` };
  });
  return inSession(job, async (session) => {
    const walks: Walk[] = [];
    for (const name of chosen) walks.push(await walk(job, session, name));
    const changed = walks.some(({ record }) => record.up);
    if (changed) for (const done of walks) await lookAgain(job, session, done);
    const result = resultOf(job, session, walks);
    mkdirSync(dirname(result.report), { recursive: true });
    writeFileSync(result.report, putUpMarkdown(result, new Date()));
    return { ...result, report: relative(process.cwd(), result.report) || result.report };
  });
}

function policyPack({ repository }: Job): string[] {
  return [join(repository, "policies")];
}

async function walk(job: Job, session: Session, name: string): Promise<Walk> {
  const stack = await session.open(name);
  const recovery = await settle(job, session, stack);
  const seen = await look(job, stack, "preview");
  const record: StackRecord = { stack: name, ...(recovery && { recovery }), preview: recordOf(seen) };
  if (atRest(seen)) return { record, operations: [seen], summary: summaryOf(seen) };
  const operation = await change(job, session, stack, seen);
  return {
    record: { ...record, up: recordOf(operation) },
    operations: [seen, operation],
    summary: summaryOf(operation),
  };
}

/** The declaration stays on disk when this process is killed; any other end leaves the state in order. */
function change(job: Job, session: Session, stack: Stack, seen: Operation): Promise<Operation> {
  const { intents, find } = session;
  const absent = seen.tally.creations.filter(({ type, inputs }) => find(type, inputs) === undefined);
  return step(job, `${stack.name}: up`, async (line) => {
    intents.declare(stack.name, absent);
    try {
      const value = await up(stack, surroundings(job, line, policyPack(job)));
      return { value, says: countsText(value.tally.counts, true) };
    } finally {
      intents.done(stack.name);
    }
  });
}

/** Nothing to do, not even to the stack's outputs: then an up would do nothing. */
function atRest({ tally }: Operation): boolean {
  return tally.changes.length === 0 && !outputsDiffer(tally);
}

function summaryOf({ stack, tally }: Operation): StackSummary | undefined {
  return readSummary(stack, tally.outputs?.after["summary"]);
}

async function settle(job: Job, session: Session, stack: Stack) {
  const line = job.progress.begin(`${stack.name}: state`);
  const recovery = await recover(stack, session, surroundings(job, line));
  if (recovery) line.end(recoveryText(recovery));
  else line.drop();
  return recovery;
}

function look(job: Job, stack: Stack, label: string): Promise<Operation> {
  return step(job, `${stack.name}: ${label}`, async (line) => {
    const value = await preview(stack, surroundings(job, line, policyPack(job)));
    const { changes, counts } = value.tally;
    const quiet = changes.length === 0 ? (outputsDiffer(value.tally) ? "new outputs, " : "no change, ") : "";
    return { value, says: quiet + countsText(counts, false) };
  });
}

async function lookAgain(job: Job, session: Session, done: Walk): Promise<void> {
  const seen = await look(job, await session.open(done.record.stack), "second preview");
  done.record.again = recordOf(seen);
  if (outputsDiffer(seen.tally)) done.record.again.changes.push(outputsChange);
  done.operations.push(seen);
}

function resultOf(job: Job, session: Session, walks: readonly Walk[]): PutUp {
  const stacks = walks.map(({ record }) => record);
  const left = stacks.flatMap(({ again }) => again?.changes ?? []);
  // The last look says what still holds: a preview warns of values that the up then knew.
  const last = walks.flatMap(({ operations }) => operations.at(-1)?.tally ?? []);
  return {
    command: "up",
    exitCode: left.length === 0 ? exitCodes.yes : exitCodes.no,
    verdict: verdictOf(stacks, left.length),
    engine: session.engine,
    stacks,
    pipeline: walks.flatMap(({ summary }) => summary ?? []),
    warnings: unique(last.flatMap(({ warnings }) => warnings)),
    advisories: unique(last.flatMap(({ violations }) => violations)),
    seconds: Math.round(job.elapsed() * 10) / 10,
    memory: job.peakMemory(),
    report: job.arguments.report,
  };
}

function verdictOf(stacks: readonly StackRecord[], left: number): string {
  if (left > 0) {
    return `The road is not at rest: the second preview would change ${counted(left, "resource")} again.`;
  }
  const resources = stacks.reduce(
    (sum, { again, preview }) => sum + resourcesOf((again ?? preview).counts),
    0,
  );
  const proof = stacks.some(({ up }) => up) ? "a second look shows no change" : "there was nothing to change";
  return `The road stands: ${counted(stacks.length, "stack")}, ${resources} resources; ${proof}.`;
}

const outputsChange: Change = {
  operation: "update",
  resource: "the stack's outputs",
  urn: "",
  properties: [],
};

/** The same remark may come from several stacks. */
function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
