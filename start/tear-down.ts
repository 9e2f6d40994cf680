import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { destroyUnprotected, type Operation, type Surroundings } from "./engine/operation.ts";
import type { Session } from "./engine/session.ts";
import { describe, typeOf } from "./engine/tally.ts";
import { exitCodes } from "./failure.ts";
import { inSession, type Job, stacksToWorkOn, step, surroundings } from "./job.ts";
import { recover } from "./recovery/recover.ts";
import { counted, type Remainder, type TornDown } from "./report/result.ts";
import { readSummary, type StackSummary } from "./summary.ts";

/** The parts of a stack's exported state that say what is left. */
const deployment = z.object({
  resources: z
    .array(
      z.object({
        urn: z.string(),
        custom: z.boolean().default(false),
        external: z.boolean().default(false),
        protect: z.boolean().default(false),
      }),
    )
    .default([]),
});

/**
 * Removes what the real clouds would release, in the reverse of the order in which it was put up, and tells what
 * stays. It needs no sound settings: what there is stands in the state.
 */
export async function tearDown(job: Job): Promise<TornDown> {
  const { chosen } = stacksToWorkOn(job.arguments);
  return inSession(job, async (session) => {
    const existing = new Set(await session.existing());
    const stacks: TornDown["stacks"] = [];
    const stays: Remainder[] = [];
    for (const name of chosen.toReversed()) {
      if (!existing.has(name)) continue;
      const removed = await destroyStack(job, session, name);
      stacks.push({ stack: name, removed: removed.count, seconds: removed.seconds });
      stays.push(...removed.stays);
    }
    const count = stacks.reduce((sum, { removed }) => sum + removed, 0);
    return {
      command: "destroy",
      exitCode: exitCodes.yes,
      verdict: verdictOf(count, stays.length),
      engine: session.engine,
      stacks,
      stays,
      seconds: Math.round(job.elapsed() * 10) / 10,
      memory: job.peakMemory(),
    };
  });
}

function verdictOf(removed: number, stays: number): string {
  const gone = removed > 0 ? `Removed ${counted(removed, "resource")}.` : "There was nothing left to remove.";
  const left = stays === 1 ? "One thing stays" : `${stays} things stay`;
  return stays > 0 ? `${gone} ${left}, as in the real clouds.` : `${gone} Nothing stays.`;
}

async function destroyStack(job: Job, session: Session, name: string) {
  const stack = await session.open(name);
  return step(job, `${name}: destroy`, async (line) => {
    const around = surroundings(job, line);
    await recover(stack, session, around);
    const summary = readSummary(name, (await stack.outputs())["summary"]?.value);
    const { tally, seconds } = await destroyDeclared(session, stack, around);
    const count = tally.counts.delete ?? 0;
    const left = deployment.parse((await stack.exportStack()).deployment ?? {}).resources;
    return {
      value: { count, seconds: Math.round(seconds * 10) / 10, stays: remainders(name, left, summary) },
      says: count > 0 ? `${count} removed` : "nothing to remove",
    };
  });
}

async function destroyDeclared(session: Session, stack: Stack, around: Surroundings): Promise<Operation> {
  session.intents.declare(stack.name, []);
  try {
    return await destroyUnprotected(stack, around);
  } finally {
    session.intents.done(stack.name);
  }
}

/** What stays, with the stack's own reasons first; the rest is kept because what stays needs it. */
function remainders(
  stack: string,
  left: z.infer<typeof deployment>["resources"],
  summary: StackSummary | undefined,
): Remainder[] {
  const real = left.filter(
    ({ urn, custom, external }) => custom && !external && !typeOf(urn).startsWith("pulumi:"),
  );
  // What the engine lets go without deleting is in no state any more, and stays all the same.
  const told = (summary?.stays ?? []).map((reason) => ({ stack, ...reason }));
  const guarded = real.filter(({ protect }) => protect);
  const needed = real.filter(({ protect }) => !protect);
  return [
    ...(told.length > 0
      ? told
      : guarded.map(({ urn }) => ({
          stack,
          what: describe(urn),
          why: "It is protected in the program.",
          until: "",
        }))),
    ...needed.map(({ urn }) => ({
      stack,
      what: describe(urn),
      why: "What stays cannot be without it.",
      until: "",
    })),
  ];
}
