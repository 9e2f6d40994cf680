import { readFileSync } from "node:fs";
import { z } from "zod";
import { sha } from "../contract/words.ts";
import { InputError } from "../facts/declared.ts";

/** The change that a run was started for. */
export interface Change {
  event: string;
  head: string;
  /** Null: everything is new. Undefined: what the head's first parent has. */
  base: string | null | undefined;
  /** The pull request that the run is of; undefined on every other event. */
  pull?: number;
  /** The branch that the change is on, or goes to. */
  branch: string;
}

const branchName = z.string().min(1);
const ends = z.looseObject({ ref: branchName, sha });

const pullEvent = z.looseObject({
  pull_request: z.looseObject({ number: z.int(), base: ends, head: z.looseObject({ sha }) }),
});
const pushEvent = z.looseObject({ before: sha, after: sha, ref: z.string() });

const nothing = "0".repeat(40);

/** Events on which a pull request is judged. */
const ofPull: readonly string[] = ["pull_request", "pull_request_target"];

/**
 * The change that the run's event tells of: a pull request, a push, or on any other event the commit of the run.
 *
 * @param given what the command line names in place of the event's own.
 * @throws InputError for an event that cannot be read.
 */
export function readChange(
  environment: Readonly<Record<string, string | undefined>>,
  given: { base: string | undefined; head: string | undefined },
): Change {
  const change = ofEvent(environment);
  for (const [option, value] of Object.entries(given)) {
    if (value !== undefined && !sha.safeParse(value).success) {
      throw new InputError(
        `--${option} is ${JSON.stringify(value)}. Allowed: a commit's full SHA, 40 lower-case hexadecimal digits.`,
      );
    }
  }
  return { ...change, base: given.base ?? change.base, head: given.head ?? change.head };
}

function ofEvent(environment: Readonly<Record<string, string | undefined>>): Change {
  const event = environment["GITHUB_EVENT_NAME"] ?? "";
  if (ofPull.includes(event)) {
    const { pull_request: pull } = read(environment, pullEvent);
    return { event, pull: pull.number, base: pull.base.sha, head: pull.head.sha, branch: pull.base.ref };
  }
  if (event === "push") {
    const { before, after, ref } = read(environment, pushEvent);
    return {
      event,
      base: before === nothing ? null : before,
      head: after,
      branch: ref.replace(/^refs\/heads\//, ""),
    };
  }
  const head = sha.safeParse(environment["GITHUB_SHA"]);
  const branch = environment["GITHUB_REF_NAME"];
  if (!head.success || !branch) {
    throw new InputError(
      "GITHUB_SHA and GITHUB_REF_NAME are not set: this command runs in a job of GitHub Actions.",
    );
  }
  return { event, head: head.data, base: undefined, branch };
}

function read<Schema extends z.ZodType>(
  environment: Readonly<Record<string, string | undefined>>,
  schema: Schema,
): z.output<Schema> {
  const file = environment["GITHUB_EVENT_PATH"] ?? "";
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`The run's event cannot be read (GITHUB_EVENT_PATH): ${reason}`);
  }
  const result = schema.safeParse(written);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(`The run's event cannot be used: ${issue?.path.join(".")}: ${issue?.message}`);
}
