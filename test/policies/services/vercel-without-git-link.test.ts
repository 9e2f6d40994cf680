import { describe, expect, it } from "vitest";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { vercelWithoutGitLink as policy } from "../../../policies/services/vercel-without-git-link.ts";
import { judgeStack, resource, undecided, violations } from "../resources.ts";

const judged = (properties: Properties) =>
  judgeStack(policy, [
    resource("vercel:index/project:Project", "site", { autoAssignCustomDomains: false, ...properties }),
  ]);

describe("a Vercel project", () => {
  it("passes when nothing but a job deploys it", () => {
    expect(judged({ framework: "nextjs" })).toEqual([]);
  });

  it("S000-PROD-02: is refused with a Git link", () => {
    expect(violations(judged({ gitRepository: { type: "github", repo: "acme/site" } }))).toEqual([
      'Vercel project "site" must have gitRepository empty; given: {"type":"github","repo":"acme/site"}.',
    ]);
  });

  it.each<Properties>([{ autoAssignCustomDomains: true }, { autoAssignCustomDomains: null }])(
    "is refused with %j",
    (properties) => {
      expect(violations(judged(properties))).toHaveLength(1);
    },
  );

  it("leaves open what only the update knows", () => {
    expect(violations(judged({ gitRepository: notKnown }))).toEqual([]);
    expect(undecided(judged({ gitRepository: notKnown }))).toHaveLength(1);
  });
});
