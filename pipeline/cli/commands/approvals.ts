import { approve, type RoleResult } from "../../approvals/approve.ts";
import { canonicalJson } from "../../canonical.ts";
import { commandOptions } from "../../contract/commands.ts";
import type { Command } from "../command.ts";
import { openContract, stageOf } from "../contract-file.ts";

export const approvals: Command = {
  name: "approvals",
  purpose: "have different people said yes for each role, none of them the one who started it?",
  help: `Reads the approvals of this attempt of this run, or the reviews of the pull request that promoted the release,
whichever the contract says. Members of the roles are read now. An approval of an earlier attempt does not count.
GitHub keeps no time of an approval: the record says between which two moments it was given.`,
  options: commandOptions.approvals,
  examples: ["approvals --environment production --record approvals.json"],
  async run(given, frame) {
    const contract = openContract(given, frame);
    const environment = given.need("environment");
    const facts = await frame.approvalFacts(contract, stageOf(contract, environment), {
      environment,
      sha: given.text("sha"),
    });
    const decision = approve(contract, facts, frame.now());
    const { verdict, roles, starters } = decision;
    const titles = {
      yes: roles.length > 0 ? `${environment} is approved.` : `${environment} needs nobody's approval.`,
      no: `${environment} is not approved.`,
      unknown: `It could not be told whether ${environment} is approved.`,
    };
    return {
      verdict,
      report: {
        verdict,
        title: titles[verdict],
        rows: roles.map((role) => ({
          name: role.role,
          verdict: role.verdict,
          why: whyOf(role),
          todo: role.todo,
        })),
        notes: starters.length > 0 ? [`Started by ${starters.join(" and ")}.`] : [],
      },
      json: decision,
      record: canonicalJson({ decision, contract, facts }),
    };
  },
};

function whyOf({ why, between, comment }: RoleResult): string {
  const time =
    between === undefined
      ? ""
      : between.from === between.until
        ? ` At ${between.from}.`
        : ` Between ${between.from} and ${between.until}.`;
  return `${why}${time}${comment ? ` Comment: ${JSON.stringify(comment)}.` : ""}`;
}
