import { maskAll, masker } from "../../audit/mask.ts";
import { canonicalJson } from "../../canonical.ts";
import { type Command, type Given, WrongUse } from "../../cli/command.ts";
import { openContract, stageOf } from "../../cli/contract-file.ts";
import { commandOptions } from "../../contract/commands.ts";
import { commitOf } from "../../probe/commit.ts";
import { runSteps } from "../steps.ts";
import { rowsOf, standsOf } from "./report.ts";
import { openServices, realWorld, type World, waitOf } from "./world.ts";

export function promoteCommand(world: World = realWorld): Command {
  return {
    name: "promote",
    purpose: "gives the release that waits without traffic all of it",
    help: `Swaps the slot, or moves the domains, of every service of the environment; with --service of one. The release
must have been put there by this very attempt of the run. Nothing is built again: what was verified is what is promoted.
Where a host refuses for the moment, it is tried three times.`,
    options: commandOptions.promote,
    examples: ["promote --environment production --record promote.json"],
    async run(given, frame) {
      const contract = openContract(given, frame);
      const environment = given.need("environment");
      const sha = releaseOf(given, frame.environment);
      const service = given.text("service");
      const going = openServices(
        stageOf(contract, environment),
        environment,
        frame,
        world,
        (name) => service === undefined || name === service,
      );
      const results = await runSteps(
        going.map(({ name, host }) => ({
          name: `${name} on ${host.platform}`,
          run: async () => {
            const { how, to } = await host.promote(sha);
            const detail = how === "done" ? `${to.id} has the traffic.` : `${to.id} had the traffic already.`;
            return { outcome: how, detail };
          },
        })),
        waitOf(frame),
      );
      const failed = results.some(({ outcome }) => outcome === "failed");
      const record = maskAll(
        { kind: "promotion", environment, sha, outcome: failed ? "failure" : "success", steps: results },
        masker(frame.environment),
      );
      return {
        verdict: failed ? "no" : "yes",
        report: {
          verdict: failed ? "no" : "yes",
          title: failed
            ? `${sha.slice(0, 12)} did not get all traffic of ${environment}.`
            : `${sha.slice(0, 12)} has the traffic of ${environment}.`,
          rows: rowsOf(results),
          notes: failed ? standsOf(results) : [],
        },
        json: record,
        record: canonicalJson(record),
      };
    },
  };
}

function releaseOf(given: Given, environment: Parameters<typeof commitOf>[1]): string {
  const sha = commitOf(given, environment);
  if (sha !== null) return sha;
  throw new WrongUse(
    "No release is named: give --sha with a full SHA, or run in a job, which sets GITHUB_SHA.",
  );
}
