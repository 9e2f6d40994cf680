import { describe, expect, it } from "vitest";
import { adviceFor, enforces, type Plan, type Visibility } from "../../components/protection/plan.ts";
import { features } from "../../components/protection/plan-features.ts";

const missing = (plan: Plan, visibility: Visibility) =>
  adviceFor(plan, visibility, "reviewers").flatMap(({ feature, enforced }) => (enforced ? [] : [feature]));

const named = (...keys: (keyof typeof features)[]) => keys.map((key) => features[key].name);

describe("plan advisor", () => {
  it("finds nothing missing in a private repository on Enterprise", () => {
    expect(missing("enterprise", "private")).toEqual([]);
    expect(missing("enterprise", "internal")).toEqual([]);
  });

  it("says that Team does not stop a private repository's deployments, nor limit its actions", () => {
    expect(missing("team", "private")).toEqual(
      named(
        "requiredReviewers",
        "preventSelfReview",
        "waitTimers",
        "actionList",
        "mergeQueue",
        "attestations",
        "auditLogStream",
      ),
    );
  });

  it("says that Pro has no teams and no push rulesets as well", () => {
    const team = missing("team", "private");
    expect(missing("pro", "private").filter((feature) => !team.includes(feature))).toEqual(
      named("teamReviews", "pushRulesets"),
    );
  });

  it("says that a private repository on Free is protected by nothing", () => {
    expect(missing("free", "private")).toEqual(
      expect.arrayContaining(named("rulesets", "codeOwners", "environments", "deploymentBranches")),
    );
  });

  it("says of a public repository that only what no plan has for it is missing", () => {
    expect(missing("enterprise", "public")).toEqual(named("pushRulesets", "longLogs"));
    expect(missing("free", "public")).toEqual(named("pushRulesets", "auditLogStream", "longLogs"));
  });

  it("says for each way of approval what happens instead, and where that is known from", () => {
    for (const by of ["reviewers", "pull-request"] as const) {
      for (const { enforced, instead, source } of adviceFor("free", "private", by)) {
        expect(enforced ? "enforced" : instead).not.toBe("");
        expect(enforced).toBe(instead === undefined);
        expect(source).toMatch(/^GitHub Docs, /);
      }
    }
    const insteadOf = (by: "reviewers" | "pull-request") =>
      adviceFor("team", "private", by).find(({ feature }) => feature === features.requiredReviewers.name)
        ?.instead;
    expect(insteadOf("reviewers")).toContain("the settings refuse");
    expect(insteadOf("pull-request")).toContain("promotion branch");
  });

  it("answers for one feature", () => {
    expect(enforces("requiredReviewers", "team", "private")).toBe(false);
    expect(enforces("requiredReviewers", "team", "public")).toBe(true);
    expect(enforces("actionList", "enterprise", "internal")).toBe(true);
  });
});
