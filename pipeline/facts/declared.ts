import { readFileSync } from "node:fs";
import { z } from "zod";
import { moment } from "../contract/words.ts";
import type { Declaration, Facts, Run } from "./facts.ts";

/** An input of a dispatch that cannot be used. */
export class InputError extends Error {
  override name = "InputError";
}

const flag = z
  .union([z.boolean(), z.literal(["true", "false", ""])])
  .default(false)
  .transform((given) => given === true || given === "true");

const inputs = z.looseObject({
  /** Gates to open, between commas. */
  override: z.string().default(""),
  /** When the override ends, in UTC. */
  override_until: z.string().default(""),
  expedite: flag,
  first_release: flag,
  /** Why; for whichever of them is asked. */
  reason: z.string().default(""),
});

const event = z.looseObject({ inputs: inputs.nullish() });

/**
 * What the person declared who set this attempt in motion, by inputs of the dispatch. GitHub writes the event; who it
 * was is read from GitHub's API.
 *
 * @param file the run's event, as GITHUB_EVENT_PATH names it.
 * @throws InputError for an input without what it needs.
 */
export function readInputs(file: string, run: Run, subject: Facts["subject"]): Declaration[] {
  const given = parse(file)?.inputs;
  if (!given) return [];
  const gates = given.override
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  if (gates.length === 0 && !given.expedite && !given.first_release) return [];
  const reason = given.reason.trim();
  if (!reason) throw new InputError("override, expedite and first_release need the input reason: say why.");
  const common = {
    by: run.triggeringActor,
    at: run.startedAt,
    reason,
    environment: subject.environment,
    sha: subject.sha,
    source: `run ${run.id}, attempt ${run.attempt}`,
  };
  return [
    ...(gates.length > 0
      ? [{ kind: "override" as const, ...common, gates, until: endOf(given.override_until) }]
      : []),
    ...(given.expedite ? [{ kind: "expedite" as const, ...common }] : []),
    ...(given.first_release ? [{ kind: "first-release" as const, ...common }] : []),
  ];
}

function endOf(text: string): string {
  const until = moment.safeParse(text.trim());
  if (until.success) return until.data;
  throw new InputError(
    `The input override_until is ${JSON.stringify(text)}. Allowed: when the override ends, in UTC, as 2027-01-31T18:00:00Z.`,
  );
}

function parse(file: string): z.infer<typeof event> | undefined {
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`The run's event cannot be read (GITHUB_EVENT_PATH): ${reason}`);
  }
  const result = event.safeParse(written);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(`The run's event cannot be used: ${issue?.path.join(".")}: ${issue?.message}`);
}
