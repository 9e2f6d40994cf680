import { statSync } from "node:fs";
import { z } from "zod";
import { type Environment, WrongUse } from "../../cli/command.ts";
import { login, moment, sha } from "../../contract/words.ts";
import type { EntryInput } from "../entries/entry.ts";

/** The job of GitHub Actions that reports, as its variables tell. */
export interface Job {
  run: EntryInput["run"];
  /** Who set this attempt in motion. */
  actor: string;
  branch: string;
  version: string;
  /** When the work began, ISO. */
  startedAt: string;
  /** Whether a person started the run, and not an event or a schedule. */
  byPerson: boolean;
}

/** Events that people make by themselves; of all others the run's actor did not ask for it. */
const ofPeople = ["workflow_dispatch", "repository_dispatch"];

/**
 * Reads the job from its variables. GATEHOUSE_STARTED_AT names the moment from which the work counts, for example when
 * an earlier job of the run began; without it the job's own begin counts, at which the runner writes the event.
 *
 * @param now milliseconds since 1970.
 * @throws WrongUse for a variable that GitHub Actions sets and that is not there.
 */
export function jobOf(environment: Environment, now: number): Job {
  const read = <Schema extends z.ZodType>(name: string, schema: Schema, value = environment[name]) => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw new WrongUse(
      `${name} is ${JSON.stringify(value ?? "")}: this command runs in a job of GitHub Actions, which sets it.`,
    );
  };
  const filled = z.string().min(1);
  const commit = read("GITHUB_SHA", sha);
  const tag = environment["GITHUB_REF_TYPE"] === "tag" ? environment["GITHUB_REF_NAME"] : undefined;
  return {
    run: {
      repository: read("GITHUB_REPOSITORY", filled),
      id: read("GITHUB_RUN_ID", z.string().regex(/^\d+$/)),
      attempt: read("GITHUB_RUN_ATTEMPT", z.coerce.number().int().min(1)),
      job: read("GITHUB_JOB", filled),
      commit,
    },
    actor: read("GITHUB_ACTOR", login, environment["GITHUB_TRIGGERING_ACTOR"] || environment["GITHUB_ACTOR"]),
    branch: read("GITHUB_REF_NAME", filled),
    version:
      environment["GATEHOUSE_VERSION"] ||
      tag ||
      `${environment["GITHUB_RUN_NUMBER"] ?? "0"}-${commit.slice(0, 12)}`,
    startedAt: beginOf(environment, now),
    byPerson: ofPeople.includes(environment["GITHUB_EVENT_NAME"] ?? ""),
  };
}

function beginOf(environment: Environment, now: number): string {
  const given = environment["GATEHOUSE_STARTED_AT"];
  if (given) {
    const parsed = moment.safeParse(given);
    if (!parsed.success) {
      throw new WrongUse(
        `GATEHOUSE_STARTED_AT is ${JSON.stringify(given)}; a moment as 2027-01-31T15:00:00Z is allowed.`,
      );
    }
    return new Date(Math.min(Date.parse(parsed.data), now)).toISOString();
  }
  const event = environment["GITHUB_EVENT_PATH"];
  const written = event ? statSync(event, { throwIfNoEntry: false })?.mtimeMs : undefined;
  return new Date(Math.min(Math.floor(written ?? now), now)).toISOString();
}

const parts = z.record(
  z.string(),
  z.looseObject({ outcome: z.string().optional(), result: z.string().optional() }),
);

/**
 * Steps and jobs that failed, from GATEHOUSE_STEPS, into which a workflow puts `toJSON(steps)` or `toJSON(needs)`.
 *
 * @throws WrongUse when it holds something else.
 */
export function failuresIn(environment: Environment): string[] {
  const given = environment["GATEHOUSE_STEPS"];
  if (!given) return [];
  let found: z.infer<typeof parts>;
  try {
    found = parts.parse(JSON.parse(given));
  } catch (error) {
    throw new WrongUse("GATEHOUSE_STEPS holds neither toJSON(steps) nor toJSON(needs).", { cause: error });
  }
  return Object.entries(found).flatMap(([name, { outcome, result }]) => {
    const said = outcome ?? result;
    return said === "failure" || said === "cancelled" ? [`${name}: ${said}`] : [];
  });
}
