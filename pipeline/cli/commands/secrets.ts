import { maskAll, masker } from "../../audit/mask.ts";
import { canonicalJson } from "../../canonical.ts";
import { commandOptions } from "../../contract/commands.ts";
import { tell } from "../../facts/tell.ts";
import { verdictOf } from "../../gate/decide.ts";
import { instant } from "../../gate/rule.ts";
import { ageFacts, judgeAges, readRotation } from "../../secrets/age.ts";
import { presenceOf } from "../../secrets/presence.ts";
import { readStored } from "../../secrets/stored.ts";
import { runtimeVersion } from "../../version.ts";
import type { Command, Frame } from "../command.ts";
import { openContract, stageOf } from "../contract-file.ts";
import { sourcesOf } from "../sources.ts";

/** The environment's variable that the declaring side writes (S004-SEC-02). */
export const rotationVariable = "SECRET_ROTATION_DAYS";

/** What every record of a command of `secrets` begins with. */
export function headOf(command: string, frame: Frame) {
  return { decision: 1, command, runtime: runtimeVersion, time: instant(frame.now()) } as const;
}

export const secretsCheck: Command = {
  name: "secrets check",
  purpose: "is every secret there that this environment's jobs need?",
  help: `Looks for each name that --required gives among the job's variables, and for those that the contract names for
notifications. Names are compared, never values; an empty value is a missing one, as GitHub hands on what is not there.
With no name to look for the answer is that it could not be told.`,
  options: commandOptions["secrets check"],
  examples: ["secrets check --environment production --required DATABASE_URL --required STRIPE_API_KEY"],
  async run(given, frame) {
    const contract = openContract(given, frame);
    const environment = given.need("environment");
    stageOf(contract, environment);
    const { slackWebhookSecret, pagerDutyKeySecret, smtp } = contract.notifications;
    const named = [slackWebhookSecret, pagerDutyKeySecret, smtp?.userSecret, smtp?.passwordSecret];
    const names = [...given.list("required"), ...named.filter((name) => name !== undefined)];
    const found = presenceOf(names, frame.environment);
    const missing = found.filter(({ verdict }) => verdict !== "yes").map(({ name }) => name);
    const verdict = found.length === 0 ? "unknown" : verdictOf(found);
    const titles = {
      yes: `All ${found.length} secrets of ${environment} are there.`,
      no: `${environment} lacks ${missing.join(", ")}.`,
      unknown: `No secret of ${environment} was named: give each with --required.`,
    };
    const todo = `Set it where ${environment}'s secrets are kept, and hand it to the step under env.`;
    const decision = { ...headOf("secrets check", frame), environment, verdict, secrets: found };
    return {
      verdict,
      report: { verdict, title: titles[verdict], rows: found.map((one) => ({ ...one, todo })), notes: [] },
      json: decision,
      record: canonicalJson({ decision }),
    };
  },
};

export const secretsAge: Command = {
  name: "secrets age",
  purpose: "which secrets are older than they may be?",
  help: `Reads the periods and days of replacement from ${rotationVariable}, which the environment's stack writes, and the days on
which GitHub's copies were written. A secret past its day is a no; so is one that the settings call newer than GitHub's
copy is. Where GitHub does not show its days, the settings alone decide, and a note says so. Without a record of rotation
it could not be told.`,
  options: commandOptions["secrets age"],
  examples: ["secrets age --environment production"],
  async run(given, frame) {
    const contract = openContract(given, frame);
    const environment = given.need("environment");
    const entry = stageOf(contract, environment).doors.find(({ purpose }) => purpose === "entry");
    const { people } = sourcesOf(contract, frame);
    const found = {
      facts: 1,
      environment,
      rotation: readRotation(frame.environment[rotationVariable], rotationVariable),
      stored: await tell(() => readStored(people, entry?.name ?? environment)),
    };
    const facts = ageFacts.parse(maskAll(found, masker(frame.environment)));
    const secrets = judgeAges(facts, frame.now());
    const verdict = verdictOf(secrets);
    const overdue = secrets.filter((one) => one.verdict === "no").map(({ name }) => name);
    const titles = {
      yes: `No secret of ${environment} is older than it may be.`,
      no: `Secrets of ${environment} must be replaced: ${overdue.join(", ")}.`,
      unknown: `The ages of ${environment}'s secrets could not be told.`,
    };
    const decision = { ...headOf("secrets age", frame), environment, verdict, secrets };
    return {
      verdict,
      report: {
        verdict,
        title: titles[verdict],
        rows: secrets,
        notes:
          "missing" in facts.stored ? [`GitHub's own days were not compared: ${facts.stored.missing}`] : [],
      },
      json: decision,
      record: canonicalJson({ decision, facts }),
    };
  },
};
