import { describe, expect, it } from "vitest";
import { type ApprovalBy, gatesOf } from "../../../components/environment/gates.ts";
import { Environment } from "../../../components/environment/index.ts";
import { repositoryGrantsBounded } from "../../../policies/access/repository-grants-bounded.ts";
import type { Resource } from "../../../policies/form/resource.ts";
import { at, type Properties } from "../../../policies/form/value.ts";
import { productionRequiresReviewers as policy } from "../../../policies/protection/production-requires-reviewers.ts";
import { record, types } from "../../components/recording.ts";
import { below, broken } from "../declared.ts";
import { changed, judgeStack, resource, violations } from "../resources.ts";

const holders = { "team-lead": 7, stakeholder: 8 };
const names = Object.keys(holders);

/** Production of seed 003 as the component declares it, by either way of approval. */
async function production(by: ApprovalBy): Promise<Resource[]> {
  const registrations = await record(
    async () =>
      new Environment("production", {
        repository: "harbour",
        tier: "production",
        gates: gatesOf("production", names, by),
        roles: Object.entries(holders).map(([name, id]) => ({
          name,
          teams: [{ slug: `${name}s`, id }],
          users: [],
          members: [`${name}-one`],
        })),
        branches: ["main"],
        defaultBranch: "main",
        writers: names.map((name) => `${name}s`),
        signedCommits: false,
      }),
  );
  return below(registrations, "gatehouse:components:Environment");
}

/** The teams that open production: those of its reviewers, or those that review a promotion. */
function teamsOf(resources: readonly Resource[]): unknown[] {
  const reviewers = resources
    .filter(({ type }) => type === types.environment)
    .flatMap(({ properties }) => listAt(properties, "reviewers"))
    .flatMap((one) => listAt(one, "teams"));
  const promotion = resources
    .filter(({ type }) => type === types.ruleset)
    .flatMap(({ properties }) => listAt(properties, "rules.pullRequest.requiredReviewers"))
    .map((one) => at(one, "reviewer.id"));
  return [...reviewers, ...promotion];
}

function listAt(properties: Properties, path: string): Properties[] {
  return JSON.parse(JSON.stringify(at(properties, path) ?? []));
}

describe.each<ApprovalBy>(["reviewers", "pull-request"])("production that is approved by %s", (by) => {
  it("S003-SEC-03: opens for its named teams alone, and no administrator goes around them", async () => {
    const declared = await production(by);
    expect(judgeStack(policy, declared)).toEqual([]);
    expect(teamsOf(declared).sort()).toEqual([7, 8]);

    const administered = broken(declared, types.environment, (given) =>
      changed(given, "canAdminsBypass", true),
    );
    expect(violations(judgeStack(policy, administered))).not.toEqual([]);
    const open =
      by === "reviewers"
        ? broken(declared, types.environment, (given) => changed(given, "reviewers", undefined))
        : broken(declared, types.ruleset, (given) =>
            changed(given, "rules.pullRequest.requiredReviewers", undefined),
          );
    expect(violations(judgeStack(policy, open))).not.toEqual([]);

    const administrators = resource("github:index/teamRepository:TeamRepository", "all", {
      teamId: "9",
      permission: "admin",
    });
    expect(violations(judgeStack(repositoryGrantsBounded, [administrators]))).toHaveLength(1);
  });
});
