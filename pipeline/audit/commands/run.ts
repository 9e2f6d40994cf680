import { existsSync } from "node:fs";
import { approve } from "../../approvals/approve.ts";
import { type Command, type Frame, type Given, WrongUse } from "../../cli/command.ts";
import { openContract, stageOf } from "../../cli/contract-file.ts";
import { commandOptions } from "../../contract/commands.ts";
import type { Contract } from "../../contract/contract.ts";
import { sha as commitSha } from "../../contract/words.ts";
import { ofRollback } from "../entries/types.ts";
import { jobOutcomes } from "../entries/words.ts";
import { type Approval, type Attached, approvalsOf, readAttached } from "../run/attachment.ts";
import type { Material } from "../run/bodies.ts";
import { entriesOf, typeNamed } from "../run/entries.ts";
import { failuresIn, jobOf } from "../run/job.ts";
import { environmentsOf } from "./archive.ts";
import { recordAll, recordingOutcome } from "./recording.ts";

export const auditRun: Command = {
  name: "audit run",
  purpose: "record what this job did, from its own variables and the records of its commands",
  help: `The step that every workflow of a deployment or rollback calls with \`if: always()\`, so that refused, failed and
taken-back runs leave their records too. An attached gate decision, approval, notice or incident becomes a record of its
own, in front of the job's. A file that is not there is left out: the step before it did not come to that.

Variables: GATEHOUSE_STARTED_AT, from when the work counts (default: the job's begin); GATEHOUSE_VERSION, the version
number (default: the tag, else the run's number with the commit); GATEHOUSE_STEPS, toJSON(steps) or toJSON(needs).

Exits 0: recorded, or the record of a rollback that waits. 2: wrong use or entry. 3: not recorded, so nothing may go forward.`,
  options: commandOptions["audit run"],
  examples: [
    "audit run --environment production --type deployment --outcome success --attach decision.json --attach smoke.json",
    'audit run --environment production --type rollback --outcome success --attach rollback.json --reason "5xx"',
  ],
  async run(given, frame) {
    const contract = openContract(given, frame);
    const environment = given.need("environment");
    stageOf(contract, environment);
    const type = typeNamed(given.need("type"));
    const now = frame.now();
    const job = jobOf(frame.environment, now);
    const sha = shaOf(given, job.run.commit);
    const attached = readAttached(given.list("attach"), existsSync);
    const material: Material = {
      job,
      environment,
      sha,
      outcome: outcomeOf(given.need("outcome")),
      reason: given.text("reason"),
      attached,
      approvals:
        type === "deployment" ? await approvals(contract, { environment, sha }, attached, frame) : [],
      failures: failuresIn(frame.environment),
      endedAt: new Date(now).toISOString(),
    };
    const entries = entriesOf(type, material, environmentsOf(contract));
    const done = await recordAll(contract, entries, given, frame);
    // What belongs to a rollback waits with it; what belongs to a step forward stops it.
    const mayGoOn = ofRollback.includes(type) || done.every((one) => one.mayGoOn);
    return recordingOutcome(done, mayGoOn);
  },
};

function outcomeOf(given: string): Material["outcome"] {
  const found = jobOutcomes.find((one) => one === given);
  if (found) return found;
  throw new WrongUse(`--outcome is ${JSON.stringify(given)}. Allowed: ${jobOutcomes.join(", ")}.`);
}

function shaOf(given: Given, own: string): string {
  const sha = given.text("sha") ?? own;
  if (commitSha.safeParse(sha).success) return sha;
  throw new WrongUse(
    `--sha is ${JSON.stringify(sha)}. Allowed: a commit's full SHA, 40 lower-case hexadecimal digits.`,
  );
}

/**
 * S002-AUD-02: who approved. An attached record of `approvals` says it; without one GitHub is asked now, where people
 * open the environment.
 */
async function approvals(
  contract: Contract,
  asked: { environment: string; sha: string },
  attached: readonly Attached[],
  frame: Frame,
): Promise<Approval[]> {
  const told = attached.flatMap(({ content }) => approvalsOf(content) ?? []);
  if (told.length > 0 || !environmentsOf(contract).approved.includes(asked.environment)) return told;
  try {
    const facts = await frame.approvalFacts(contract, stageOf(contract, asked.environment), asked);
    return approvalsOf({ decision: approve(contract, facts, frame.now()) }) ?? [];
  } catch (error) {
    // A failure is recorded without them; a success needs them, and then the entry is refused by name.
    frame.err(
      `Warning: approvals could not be read: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return [];
  }
}
