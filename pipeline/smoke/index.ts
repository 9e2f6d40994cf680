import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { maskAll, masker } from "../audit/mask.ts";
import { canonicalJson } from "../canonical.ts";
import { type Command, type Environment, type Given, WrongUse } from "../cli/command.ts";
import { openContract, stageOf } from "../cli/contract-file.ts";
import { commandOptions } from "../contract/commands.ts";
import type { Stage } from "../contract/environment.ts";
import { Untold } from "../facts/tell.ts";
import { addressIn, targetsOf } from "../probe/address.ts";
import { commitOf } from "../probe/commit.ts";
import { openPostgres } from "./database/postgres.ts";
import { asJunit } from "./junit.ts";
import { planOf } from "./plan.ts";
import { reportOf, verdicts } from "./report.ts";
import { runPlan, type SmokeResult } from "./run.ts";
import { readSuites, usualFolder } from "./suite/folder.ts";
import { SuiteError } from "./suite/read.ts";
import { realWorld, type SmokeWorld } from "./world.ts";

/** `smoke`: does what went out work? */
export function smokeCommand(worldOf: (variables: Environment) => SmokeWorld): Command {
  return {
    name: "smoke",
    purpose: "does what went out work?",
    help: `Asks every service of the environment for its health, then runs the declared suites (their format: docs/decisions/014):
HTTP, login, create-read-update-delete, audit records, the database's answer, schema version, tables,
functions and triggers, 401 and 429. Checks run in parallel; what reads is tried three times; all of them
together end after three minutes, of which the last 15 seconds are kept for clean-up.

Every group that the contract's smokeGroups names must have run, else the answer is no. A missing secret
makes a check inconclusive, which opens nothing. Without a suite there is no answer: that is a wrong
configuration.`,
    options: commandOptions.smoke,
    examples: [
      "smoke --environment staging --junit smoke.xml --record smoke.json",
      "smoke --environment production --service backend --target https://slot.example.com",
    ],
    async run(given, frame) {
      const contract = openContract(given, frame);
      const environment = given.need("environment");
      const stage = stageOf(contract, environment);
      const sha = commitOf(given, frame.environment);
      const plan = readPlan(given, frame.environment, stage, environment);
      const groups = given.text("service") === undefined ? groupsOf(stage, plan) : [];
      const startedAt = new Date(frame.now()).toISOString();
      const mark = markOf(frame.environment);
      const result = await runPlan(plan, { mark, groups }, worldOf(frame.environment));
      writeJunit(given.text("junit"), masker(frame.environment)(asJunit(result, environment)));
      const endedAt = new Date(frame.now()).toISOString();
      const about = { environment, sha, startedAt, endedAt };
      const record = maskAll(recordOf(result, about), masker(frame.environment));
      return {
        verdict: verdicts[result.verdict],
        report: reportOf(result, environment),
        json: record,
        record: canonicalJson(record),
      };
    },
  };
}

export const smoke: Command = smokeCommand((variables) => realWorld(variables, openPostgres));

function readPlan(given: Given, variables: Environment, stage: Stage, environment: string) {
  try {
    const targets = targetsOf(stage, variables, {
      environment,
      service: given.text("service"),
      target: given.text("target"),
    });
    return planOf(environment, targets, {
      suites: readSuites(given.text("suite") ?? usualFolder),
      known: Object.keys(stage.services ?? {}),
      baseOf: (variable) => addressIn(variables, variable, environment),
    });
  } catch (error) {
    if (error instanceof SuiteError) throw new WrongUse(error.message, { cause: error });
    throw error;
  }
}

/** The groups that must run: the contract's, or else every one that a suite has. */
function groupsOf({ smokeGroups }: Stage, plan: ReturnType<typeof planOf>): string[] {
  const known = [...plan.checks, ...plan.bursts, ...plan.leftOut].map(({ group }) => group);
  return [...new Set(smokeGroups ?? known)];
}

/** What marks all that one run writes: the run, so that a person finds it, and chance, so that no two runs meet. */
function markOf({ GITHUB_RUN_ID: run = "local" }: Environment): string {
  return `gatehouse-smoke-${run}-${randomBytes(4).toString("hex")}`;
}

function writeJunit(file: string | undefined, xml: string): void {
  if (file === undefined) return;
  try {
    writeFileSync(file, xml);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Untold(`The results could not be written to ${file}: ${reason}.`);
  }
}

/** What `--record` keeps; `checks` are as the ledger's records of type smoke have them. */
function recordOf(
  { verdict, checks, leftOut, missingGroups, ms, mark }: SmokeResult,
  about: { environment: string; sha: string | null; startedAt: string; endedAt: string },
) {
  return {
    command: "smoke",
    ...about,
    verdict,
    durationSeconds: ms / 1000,
    mark,
    checks: [
      ...checks.map(({ name, group, verdict: outcome, why }) => ({
        name: `${group}: ${name}`,
        outcome,
        detail: why,
      })),
      ...missingGroups.map((group) => ({
        name: group,
        outcome: "fail",
        detail: "No check of this group ran.",
      })),
    ],
    leftOut,
  };
}
