import type { Arguments } from "./arguments.ts";
import type { Surroundings } from "./engine/operation.ts";
import { openSession, readyEngine, type Session } from "./engine/session.ts";
import type { Interruption } from "./interruption.ts";
import type { PeakMemory } from "./measure/memory.ts";
import type { Progress, Step } from "./progress/progress.ts";
import { takeFolder } from "./recovery/run-lock.ts";
import { chosenStacks, stacksOf } from "./stacks.ts";

/** What both jobs, putting up and tearing down, are given. */
export interface Job {
  arguments: Arguments;
  /** The folder of this repository. */
  repository: string;
  progress: Progress;
  interruption: Interruption;
  /** Seconds since the command began. */
  elapsed(): number;
  peakMemory(): PeakMemory;
}

/** The stacks that the folder has files for, and those of them to work on, in the order in which they go up. */
export function stacksToWorkOn({ config, stacks }: Arguments): { known: string[]; chosen: string[] } {
  const known = stacksOf(config);
  return { known, chosen: chosenStacks(stacks, known) };
}

/**
 * Takes the sandbox's folder, readies the engine and runs the work in a session; gives everything back, however the
 * work ends.
 */
export async function inSession<Answer>(
  job: Job,
  work: (session: Session) => Promise<Answer>,
): Promise<Answer> {
  const giveBack = takeFolder(job.arguments.folder);
  try {
    const engine = await step(job, "engine", async (line) => {
      const found = await readyEngine(job.interruption, (text) => line.update(text));
      return { value: found, says: `Pulumi ${found.version} (${found.source})` };
    });
    job.interruption.check();
    const { config, folder } = job.arguments;
    const session = await openSession(engine, { config, folder });
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  } finally {
    giveBack();
  }
}

/** Runs one step with its line of progress. */
export async function step<Value>(
  { progress }: Pick<Job, "progress">,
  what: string,
  work: (line: Step) => Promise<{ value: Value; says: string }>,
): Promise<Value> {
  const line = progress.begin(what);
  try {
    const { value, says } = await work(line);
    line.end(says);
    return value;
  } catch (error) {
    line.fail();
    throw error;
  }
}

/** What the engine's operations need, with their progress on this line. */
export function surroundings(job: Job, line: Step, policyPacks: readonly string[] = []): Surroundings {
  return {
    interruption: job.interruption,
    policyPacks,
    onProgress(_stack, _operation, { done, changing, changed, running }) {
      const counts =
        changing > 0 ? `${changed} of ${changing} changes, ${done} resources` : `${done} resources`;
      line.update([counts, running.at(-1)].filter(Boolean).join(" · "));
    },
  };
}
