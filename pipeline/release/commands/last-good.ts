import { canonicalJson } from "../../canonical.ts";
import { type Command, WrongUse } from "../../cli/command.ts";
import { openContract, stageOf } from "../../cli/contract-file.ts";
import { sourcesOf } from "../../cli/sources.ts";
import { commandOptions } from "../../contract/commands.ts";
import { commitOf } from "../../probe/commit.ts";
import { lastGoodFile, ledgerBranch, readLastGood, writeLastGood } from "../last-good.ts";

export const lastGood: Command = {
  name: "last-good",
  purpose: "which release is the last good one; with --write, this one is",
  help: `Reads the file of the environment's last good release, or writes it: after the watch passed, and only then. The
file lies on a branch of its own, because the default branch takes no direct commit. With none yet, the answer is no.`,
  options: commandOptions["last-good"],
  examples: ["last-good --environment production", "last-good --environment production --write"],
  async run(given, frame) {
    const contract = openContract(given, frame);
    const environment = given.need("environment");
    stageOf(contract, environment);
    const { source } = sourcesOf(contract, frame);
    const file = lastGoodFile(environment);
    if (!given.flag("write")) {
      const good = await readLastGood(source, environment);
      return {
        verdict: good ? "yes" : "no",
        report: {
          verdict: good ? "yes" : "no",
          title: good
            ? `${good.last_good_sha} is the last good release of ${environment}, of ${good.deployed_at}.`
            : `${environment} has no good release yet.`,
          rows: [],
          notes: [`${file} on ${ledgerBranch}.`],
        },
        json: good ?? null,
      };
    }
    const sha = commitOf(given, frame.environment);
    if (sha === null) throw new WrongUse("No release is named: give --sha with a full SHA.");
    const good = { last_good_sha: sha, deployed_at: new Date(frame.now()).toISOString() };
    const how = await writeLastGood(source, environment, contract.repository.defaultBranch, good);
    const record = { kind: "last-good", environment, ...good, how };
    return {
      verdict: "yes",
      report: {
        verdict: "yes",
        title: `${sha.slice(0, 12)} is the last good release of ${environment}.`,
        rows: [],
        notes: [how === "there" ? `${file} said so already.` : `${file} on ${ledgerBranch} says so now.`],
      },
      json: record,
      record: canonicalJson(record),
    };
  },
};
