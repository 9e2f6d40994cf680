import { z } from "zod";
import type { PastRelease } from "../../../platforms/hosts/host.ts";
import { maskAll, masker } from "../../audit/mask.ts";
import { canonicalJson } from "../../canonical.ts";
import { type Command, type Frame, type Given, type Outcome, WrongUse } from "../../cli/command.ts";
import { openContract, stageOf } from "../../cli/contract-file.ts";
import { sourcesOf } from "../../cli/sources.ts";
import { commandOptions } from "../../contract/commands.ts";
import type { Contract } from "../../contract/contract.ts";
import { moment, sha } from "../../contract/words.ts";
import type { Written } from "../../facts/evidence.ts";
import { askOne, Untold } from "../../facts/tell.ts";
import { newestRecords } from "../evidence.ts";
import { lastGoodFile, readLastGood } from "../last-good.ts";
import { pastOf } from "../past.ts";
import { type Plan, rollbackSteps } from "../rollback.ts";
import { type Scope, scopes, touches } from "../scope.ts";
import { runSteps, type StepResult } from "../steps.ts";
import { targetOf } from "../target.ts";
import { rowsOf, standsOf } from "./report.ts";
import { openServices, realWorld, type World, waitOf } from "./world.ts";

/** Undoes migrations down to a version. @returns what was undone, in a sentence. */
export type UndoMigrations = (given: Given, frame: Frame, to: string) => Promise<string>;

const migrated = z.object({
  commit: z.object({ sha }),
  migrations: z.object({ schemaBefore: z.string() }),
});

export function rollbackCommand(undo: UndoMigrations, world: World = realWorld): Command {
  return {
    name: "rollback",
    purpose: "puts the last good release back, or a named one that was good here",
    help: `Finds the release in the ledger, undoes migrations where no new code had traffic yet, and gives the traffic
back on every host, in this order. Each step is tried three times where the host's refusal may pass, and may be
repeated: what is done already is found done. The gates do not stop a rollback, and it waits for nobody.

A person gives a reason; without a version it is the last good release before the one that is left, with one exactly
that, if it ever was good here. With no good release yet, the answer is no: there is nothing to go back to.`,
    options: commandOptions.rollback,
    examples: [
      'rollback --environment production --reason "Service outage"',
      'rollback --environment production --scope frontend --target-version v1.2.3 --reason "Broken checkout"',
    ],
    async run(given, frame) {
      const contract = openContract(given, frame);
      const environment = given.need("environment");
      const reason = reasonOf(given);
      const scope = scopeOf(given);
      const stage = stageOf(contract, environment);
      const startedAt = frame.now();
      const automatic = given.text("automatic");
      const failed = automatic === undefined ? undefined : await thisRelease(contract, frame);
      const { records, past, note } = await pastReleases(contract, environment, frame, world, failed);
      const target = targetOf(past, {
        failed: failed?.sha,
        asked: await askedOf(contract, given, frame),
      });
      const heading = {
        kind: "rollback",
        environment,
        scope,
        reason,
        automatic: automatic ?? null,
        trigger: automatic === undefined ? "person" : "automatic",
      };
      if ("none" in target) {
        return nowhere(target, { ...heading, from: null, to: null, outcome: "failure" });
      }
      const services = openServices(stage, environment, frame, world);
      const wanted = (name: string) => {
        const kind = stage.services?.[name]?.kind;
        return kind !== undefined && touches(scope, kind);
      };
      const plan: Plan = {
        sha: target.sha,
        why: target.why,
        past,
        services: services.filter(({ name }) => wanted(name)),
        database: touches(scope, "database")
          ? {
              leaving: leavingOf(records, target.leaving),
              asked: scope === "database",
              services,
              undo: (to) => undo(given, frame, to),
            }
          : undefined,
      };
      const results = await runSteps(rollbackSteps(plan), waitOf(frame));
      return outcomeOf(results, target.sha, {
        ...heading,
        from: target.leaving ?? null,
        to: target.sha,
        startedAt: new Date(startedAt).toISOString(),
        endedAt: new Date(frame.now()).toISOString(),
        notes: note === undefined ? [] : [note],
        mask: masker(frame.environment),
      });
    },
  };
}

/** S002-RB-04: nobody goes back without a reason. */
function reasonOf(given: Given): string {
  const reason = given.need("reason").trim();
  if (reason.length >= 3) return reason;
  throw new WrongUse(
    `--reason is ${JSON.stringify(reason)}. Write in a few words why, or name the incident.`,
  );
}

function scopeOf(given: Given): Scope {
  const asked = given.text("scope") || "all";
  const scope = scopes.find((one) => one === asked);
  if (scope) return scope;
  throw new WrongUse(`--scope is ${JSON.stringify(asked)}. Allowed: ${scopes.join(", ")}.`);
}

/** The release of the run's own attempt, which the ledger may not have yet. @throws Untold, WrongUse */
async function thisRelease(contract: Contract, frame: Frame): Promise<PastRelease> {
  const { GITHUB_SHA, GITHUB_RUN_ID } = frame.environment;
  const own = sha.safeParse(GITHUB_SHA).data;
  if (own === undefined || !GITHUB_RUN_ID) {
    throw new WrongUse("GITHUB_SHA and GITHUB_RUN_ID are not set: --automatic is for the run that deployed.");
  }
  const { source } = sourcesOf(contract, frame);
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}",
    { run_id: Number(GITHUB_RUN_ID) },
    z.object({ run_started_at: moment }),
  );
  return { sha: own, startedAt: data.run_started_at, good: false };
}

/**
 * What ran here, newest first, from the ledger; with the archive away, what the last good release's file tells, since a
 * rollback waits for no archive.
 */
async function pastReleases(
  contract: Contract,
  environment: string,
  frame: Frame,
  world: World,
  failed: PastRelease | undefined,
): Promise<{ records: Written[]; past: PastRelease[]; note: string | undefined }> {
  const evidence = world.openEvidence(contract, frame.environment);
  try {
    const records = await newestRecords(evidence, environment, frame.now());
    return { records, past: withFailed(pastOf(records), failed), note: undefined };
  } catch (error) {
    if (!(error instanceof Untold)) throw error;
    const good = await readLastGood(sourcesOf(contract, frame).source, environment);
    const known = good ? [{ sha: good.last_good_sha, startedAt: good.deployed_at, good: true }] : [];
    return {
      records: [],
      past: withFailed(known, failed),
      note: `The ledger could not be read (${error.message}); ${lastGoodFile(environment)} was.`,
    };
  }
}

function withFailed(past: PastRelease[], failed: PastRelease | undefined): PastRelease[] {
  return failed === undefined || past[0]?.sha === failed.sha ? past : [failed, ...past];
}

/** A version as people name it: a commit, or what GitHub resolves to one. Empty, as from an unused input, is none. */
async function askedOf(contract: Contract, given: Given, frame: Frame): Promise<string | undefined> {
  const version = given.text("target-version")?.trim();
  if (!version || version === "previous" || version === "last-good") return undefined;
  if (sha.safeParse(version).success) return version;
  try {
    const { source } = sourcesOf(contract, frame);
    const { data } = await askOne(
      source,
      "GET /repos/{owner}/{repo}/commits/{ref}",
      { ref: version },
      z.object({ sha }),
    );
    return data.sha;
  } catch (error) {
    if (!(error instanceof Untold)) throw error;
    throw new WrongUse(
      `--target-version is ${JSON.stringify(version)}, and GitHub resolves it to no commit: ${error.message}. ` +
        "Name a tag or a full SHA of a release that was good here, or leave it out.",
      { cause: error },
    );
  }
}

function leavingOf(records: readonly Written[], leaving: string | undefined) {
  for (const record of records) {
    if (record.type !== "deployment") continue;
    const found = migrated.safeParse(record.body).data;
    if (!found || found.commit.sha !== leaving) continue;
    const [release] = pastOf([record]);
    return release && { ...release, schemaBefore: found.migrations.schemaBefore };
  }
  return undefined;
}

function nowhere(target: { none: string; todo: string }, record: Record<string, unknown>): Outcome {
  return {
    verdict: "no",
    report: {
      verdict: "no",
      title: target.none,
      rows: [{ name: "find the last good release", verdict: "no", why: target.none, todo: target.todo }],
      notes: [],
    },
    json: record,
    record: canonicalJson(record),
  };
}

function outcomeOf(
  results: readonly StepResult[],
  to: string,
  {
    mask,
    notes,
    ...heading
  }: Record<string, unknown> & { environment: string; notes: string[]; mask: (text: string) => string },
): Outcome {
  const failed = results.some(({ outcome }) => outcome === "failed");
  const record = maskAll({ ...heading, outcome: failed ? "failure" : "success", steps: results }, mask);
  return {
    verdict: failed ? "no" : "yes",
    report: {
      verdict: failed ? "no" : "yes",
      title: failed
        ? `${heading.environment} did not go back to ${to.slice(0, 12)} as a whole.`
        : `${heading.environment} is back at ${to.slice(0, 12)}.`,
      rows: rowsOf(results),
      notes: [...(failed ? standsOf(results) : []), ...notes].map(mask),
    },
    json: record,
    record: canonicalJson(record),
  };
}
