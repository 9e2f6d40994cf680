import { commandOptions } from "../../contract/commands.ts";
import { kinds } from "../../facts/facts.ts";
import { type Decision, decide, type GateResult } from "../../gate/decide.ts";
import { recordOf } from "../../gate/record.ts";
import { type Command, type GateAsked, type Given, WrongUse } from "../command.ts";
import { openContract, stageOf } from "../contract-file.ts";
import type { Report, Row } from "../report.ts";

/** @throws WrongUse for a kind that is none. */
export function askedBy(given: Given): GateAsked {
  const kind = given.text("kind") ?? "release";
  const known = kinds.find((one) => one === kind);
  if (!known) throw new WrongUse(`--kind is ${JSON.stringify(kind)}. Allowed: ${kinds.join(", ")}.`);
  return {
    environment: given.need("environment"),
    kind: known,
    sha: given.text("sha"),
    artifacts: given.list("artifact"),
    migrations: given.text("migrations"),
  };
}

export const gate: Command = {
  name: "gate",
  purpose: "may this release go into this environment now?",
  help: `Asks every gate of the contract: activation, clock, branch, who started it, the first release, window and
runway, blackouts and holidays, freeze, rate limit, the earlier stage, incidents, checks, evidence,
migrations, attestations. One no is a no; what cannot be told never opens.

The first release to production needs the word of releases.firstReleaseBy: start the run with
first_release and a reason. With no pass of the earlier stage yet, the answer is no. Without a
release yet, the rate limit is free, and there is nothing to roll back to.

Releases are frozen by an open issue with the label that the contract names.`,
  options: commandOptions.gate,
  examples: [
    "gate --environment production --record decision.json",
    "gate --environment production --kind rollback --sha 3f2a...",
  ],
  async run(given, frame) {
    const contract = openContract(given, frame);
    const asked = askedBy(given);
    const facts = await frame.gateFacts(contract, stageOf(contract, asked.environment), asked);
    const decision = decide(contract, facts, frame.now());
    return {
      verdict: decision.verdict,
      report: reportOf(decision),
      json: decision,
      record: recordOf(decision, contract, facts),
    };
  },
};

function reportOf(decision: Decision): Report {
  const { environment, kind, sha, verdict, time, gates, expedited } = decision;
  const what = kind === "rollback" ? "go back to" : "take";
  const says = { yes: "may", no: "may not", unknown: "must wait: it could not be told whether it may" };
  return {
    verdict,
    title: `${environment} ${says[verdict]} ${what} ${sha.slice(0, 12)} (${time}).`,
    rows: gates.map(rowOf),
    notes: [
      ...(expedited ? ["Soaks are shortened; approvals are not."] : []),
      `Contract ${decision.contract.slice(0, 12)}, facts ${decision.facts.slice(0, 12)}, runtime ${decision.runtime}.`,
    ],
  };
}

function rowOf({ gate: name, verdict, why, todo, override }: GateResult): Row {
  if (!override) return { name, verdict, why, todo };
  const { by, role, reason, until } = override;
  return { name, verdict, why: `OVERRIDDEN by ${by} (${role}) until ${until}: ${reason} (${why})` };
}
