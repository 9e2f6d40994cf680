import { describe, expect, it } from "vitest";
import type { Resource } from "../../../policies/form/resource.ts";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { productionRequiresReviewers as policy } from "../../../policies/protection/production-requires-reviewers.ts";
import { changed, judgeStack, preview, resource, undecided, violations } from "../resources.ts";

const environmentType = "github:index/repositoryEnvironment:RepositoryEnvironment";
const policyType = "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy";
const olderPolicyType = "github:index/repositoryDeploymentBranchPolicy:RepositoryDeploymentBranchPolicy";

const reviewed: Properties = {
  repository: "application",
  environment: "production",
  canAdminsBypass: false,
  preventSelfReview: true,
  reviewers: [{ teams: [7], users: [] }],
  deploymentBranchPolicy: { customBranchPolicies: true, protectedBranches: false },
};

const component = (tier: Properties[string], name = "stage") =>
  resource("gatehouse:components:Environment", name, { tier });

function environment(properties: Properties, parent?: Resource): Resource {
  return resource(
    environmentType,
    `door-${String(properties["environment"])}`,
    properties,
    parent && { parent },
  );
}

function deploysFrom(branch: string, target = "production", more: Properties = {}): Resource {
  const properties = { repository: "application", environment: target, branchPattern: branch, ...more };
  return resource(policyType, `${target}-from-${branch}`, properties);
}

const main = deploysFrom("main");

describe("a production environment", () => {
  it("passes with its reviewers and the branch main alone", () => {
    expect(judgeStack(policy, [environment(reviewed), main])).toEqual([]);
  });

  it("passes with a user as its only reviewer", () => {
    const one = environment(changed(reviewed, "reviewers", [{ users: [3] }]));
    expect(judgeStack(policy, [one, main])).toEqual([]);
  });

  it("S000-PROD-02: is refused without reviewers", () => {
    const open = environment(changed(reviewed, "reviewers", undefined));
    expect(violations(judgeStack(policy, [open, main]))).toEqual([
      'GitHub environment "door-production" must have reviewers with at least one team or user; given: not given.',
    ]);
  });

  it.each([
    ["an empty list of reviewers", "reviewers", []],
    ["a reviewer block that names nobody", "reviewers", [{ teams: [], users: [] }]],
    ["self review", "preventSelfReview", false],
    ["self review by silence", "preventSelfReview", undefined],
    ["a bypass for administrators", "canAdminsBypass", true],
    ["a bypass for administrators by silence", "canAdminsBypass", undefined],
    ["every branch", "deploymentBranchPolicy", undefined],
    [
      "every protected branch",
      "deploymentBranchPolicy",
      { customBranchPolicies: false, protectedBranches: true },
    ],
  ])("is refused with %s", (_what, property, value) => {
    const messages = violations(judgeStack(policy, [environment(changed(reviewed, property, value)), main]));
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(message).toContain(`must have ${property}`);
  });

  it("names what was given and what is required", () => {
    const findings = judgeStack(policy, [environment(changed(reviewed, "canAdminsBypass", true)), main]);
    expect(violations(findings)).toEqual([
      'GitHub environment "door-production" must have canAdminsBypass false; given: true.',
    ]);
  });
});

describe("the branches of production", () => {
  it("S000-PROD-01: a further branch is refused", () => {
    const found = violations(judgeStack(policy, [environment(reviewed), main, deploysFrom("release/*")]));
    expect(found).toEqual([
      'Deployment policy of production "production-from-release/*" must have branchPattern "main"; given: "release/*".',
    ]);
  });

  it("the default branch of the settings is production's, whatever it is called", () => {
    const trunk = { ...preview, defaultBranch: "trunk" };
    expect(judgeStack(policy, [environment(reviewed), deploysFrom("trunk")], trunk)).toEqual([]);
    expect(violations(judgeStack(policy, [environment(reviewed), main], trunk))).toEqual([
      'Deployment policy of production "production-from-main" must have branchPattern "trunk"; given: "main".',
    ]);
  });

  it("no branch policy at all is refused", () => {
    expect(violations(judgeStack(policy, [environment(reviewed)]))).toEqual([
      'GitHub environment "door-production" must have one deployment policy for the branch main; given: none.',
    ]);
  });

  it("a policy of another environment or repository does not count", () => {
    const others = [
      deploysFrom("main", "staging"),
      deploysFrom("main", "production", { repository: "other" }),
    ];
    expect(violations(judgeStack(policy, [environment(reviewed), ...others]))).toHaveLength(1);
  });

  it("tags are refused", () => {
    const tagged = deploysFrom("main", "production", { tagPattern: "v*" });
    expect(violations(judgeStack(policy, [environment(reviewed), tagged]))).toEqual([
      'Deployment policy of production "production-from-main" must have tagPattern empty; given: "v*".',
    ]);
  });

  it("the older resource type is judged as well", () => {
    const older = resource(olderPolicyType, "older", {
      repository: "application",
      environmentName: "Production",
      name: "develop",
    });
    expect(violations(judgeStack(policy, [environment(reviewed), main, older]))).toEqual([
      'Deployment policy of production "older" must have name "main"; given: "develop".',
    ]);
  });

  it("a policy that takes its environment from the resource belongs to it, whatever is known", () => {
    const production = environment(reviewed);
    const properties: Properties = { repository: notKnown, environment: notKnown, branchPattern: "develop" };
    const linked = resource(policyType, "linked", properties, { sources: { environment: [production.urn] } });
    expect(violations(judgeStack(policy, [production, linked]))).toHaveLength(1);
  });
});

describe("what counts as production", () => {
  const open = (name: string): Properties => ({ repository: "application", environment: name });

  it.each(["production", "production-tech-lead", "Production", "prod", "PROD-eu"])(
    "the name %s, whatever tier is declared",
    (name) => {
      const findings = judgeStack(policy, [environment(open(name), component("staging"))]);
      expect(violations(findings)).not.toEqual([]);
    },
  );

  it("any name under a component of the tier production", () => {
    expect(violations(judgeStack(policy, [environment(open("live"), component("production"))]))).not.toEqual(
      [],
    );
  });

  it("any name without a component", () => {
    expect(violations(judgeStack(policy, [environment(open("live"))]))).not.toEqual([]);
  });

  it("any name under a component that declares no tier, or one nobody knows", () => {
    for (const tier of [null, "sandbox"]) {
      expect(violations(judgeStack(policy, [environment(open("live"), component(tier))]))).not.toEqual([]);
    }
  });

  it("any name in a stack whose settings say production", () => {
    const run = { ...preview, tier: "production" };
    const findings = judgeStack(policy, [environment(open("live"), component("staging"))], run);
    expect(violations(findings)).not.toEqual([]);
  });

  it("a component further up counts", () => {
    const inner = resource("gatehouse:components:Inner", "inner", {}, { parent: component("staging") });
    expect(judgeStack(policy, [environment(open("staging"), inner)])).toEqual([]);
  });

  it.each(["staging", "development", "products", "pre-production"])(
    "not the name %s under a component of a lower tier",
    (name) => {
      expect(judgeStack(policy, [environment(open(name), component("staging"))])).toEqual([]);
    },
  );
});

describe("the rollback environment", () => {
  const gates = [
    { name: "production", purpose: "entry", role: "approver" },
    { name: "production-rollback", purpose: "rollback" },
  ];
  const stageWith = (doors: Properties[string], name = "stage", tier = "production") =>
    resource("gatehouse:components:Environment", name, { tier, gates: doors });
  const stage = stageWith(gates);
  const closed = changed(
    changed(changed(reviewed, "reviewers", undefined), "preventSelfReview", undefined),
    "environment",
    "production-rollback",
  );
  const mainOfRollback = deploysFrom("main", "production-rollback");
  const production = [environment(reviewed, stage), main];

  it("may have no reviewers beside production, for main only, without a bypass", () => {
    expect(judgeStack(policy, [...production, environment(closed, stage), mainOfRollback])).toEqual([]);
  });

  it.each([
    ["administrators may bypass", changed(closed, "canAdminsBypass", true)],
    ["it accepts every branch", changed(closed, "deploymentBranchPolicy", undefined)],
    ["it has another name", changed(closed, "environment", "production-undo")],
  ])("is refused when %s", (_what, properties) => {
    const all = [
      ...production,
      environment(properties, stage),
      mainOfRollback,
      deploysFrom("main", "production-undo"),
    ];
    expect(violations(judgeStack(policy, all))).not.toEqual([]);
  });

  it("is refused when another branch may deploy to it", () => {
    const all = [...production, environment(closed, stage), deploysFrom("develop", "production-rollback")];
    expect(violations(judgeStack(policy, all))).toEqual([
      'Deployment policy of production "production-rollback-from-develop" must have branchPattern "main"; given: "develop".',
    ]);
  });

  it("belongs to an entry of any name", () => {
    const live = stageWith([
      { name: "live-qa", purpose: "approval", role: "qa" },
      { name: "live", purpose: "entry", role: "approver" },
      { name: "live-rollback", purpose: "rollback" },
    ]);
    const all = ["live-qa", "live"].map((name) => environment(changed(reviewed, "environment", name), live));
    const back = environment(changed(closed, "environment", "live-rollback"), live);
    const branches = ["live-qa", "live", "live-rollback"].map((name) => deploysFrom("main", name));
    expect(judgeStack(policy, [...all, back, ...branches])).toEqual([]);
  });

  it.each<[string, Properties[string]]>([
    ["the gates do not name it", [gates[0] ?? null]],
    ["the component has no gates", null],
    [
      "the gates give it another purpose",
      [gates[0] ?? null, { name: "production-rollback", purpose: "entry" }],
    ],
    [
      "the gates name it twice",
      [...gates, { name: "production-rollback", purpose: "approval", role: "approver" }],
    ],
    ["its name does not follow from the entry", [{ name: "live", purpose: "entry" }, gates[1] ?? null]],
    ["there are two entries", [...gates, { name: "live", purpose: "entry" }]],
  ])("needs reviewers like any other door when %s", (_what, doors) => {
    const odd = stageWith(doors);
    const all = [environment(reviewed, odd), main, environment(closed, odd), mainOfRollback];
    expect(violations(judgeStack(policy, all))).toContain(
      'GitHub environment "door-production-rollback" must have reviewers with at least one team or user; given: not given.',
    );
  });

  it("stays open while the gates are not known", () => {
    const findings = judgeStack(policy, [environment(closed, stageWith(notKnown)), mainOfRollback]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).not.toEqual([]);
  });

  it("is refused outside an Environment component", () => {
    const all = [...production, environment(closed), mainOfRollback];
    expect(violations(judgeStack(policy, all))).toContain(
      'GitHub environment "door-production-rollback" must have reviewers with at least one team or user; given: not given.',
    );
  });

  it("is refused under a component of another tier", () => {
    const all = [...production, environment(closed, stageWith(gates, "other", "staging")), mainOfRollback];
    expect(violations(judgeStack(policy, all))).not.toEqual([]);
  });

  it("is refused without production beside it", () => {
    const all = [...production, environment(closed, stageWith(gates, "other")), mainOfRollback];
    expect(violations(judgeStack(policy, all))).toEqual([
      'GitHub environment "door-production-rollback" must stand beside the environment "production" of the same Environment component: only there may it have no reviewers; given: none beside it.',
    ]);
  });
});

describe("a value that only the update knows", () => {
  it("leaves a demand open, and refuses the others", () => {
    const properties = changed(changed(reviewed, "reviewers", notKnown), "canAdminsBypass", true);
    const findings = judgeStack(policy, [environment(properties), main]);
    expect(undecided(findings)).toEqual([
      'GitHub environment "door-production" must have reviewers with at least one team or user; given: not known before the update.',
    ]);
    expect(violations(findings)).toHaveLength(1);
  });

  it("is no obstacle where only the reviewer's id is not known", () => {
    const properties = changed(reviewed, "reviewers", [{ teams: [notKnown] }]);
    expect(judgeStack(policy, [environment(properties), main])).toEqual([]);
  });

  it("leaves open whether a list of teams is empty", () => {
    const properties = changed(reviewed, "reviewers", [{ teams: notKnown }]);
    expect(undecided(judgeStack(policy, [environment(properties), main]))).toHaveLength(1);
  });

  it("leaves open whether an environment is production", () => {
    const nameless = environment({ repository: "application", environment: notKnown }, component("staging"));
    const tierless = environment({ repository: "application", environment: "live" }, component(notKnown));
    for (const one of [nameless, tierless]) {
      const findings = judgeStack(policy, [one]);
      expect(violations(findings)).toEqual([]);
      expect(undecided(findings)).not.toEqual([]);
    }
  });

  it("leaves open whose branch policy it is", () => {
    const properties: Properties = {
      repository: "application",
      environment: notKnown,
      branchPattern: "main",
    };
    const findings = judgeStack(policy, [environment(reviewed), resource(policyType, "whose", properties)]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).toHaveLength(1);
  });

  it("leaves the branch open", () => {
    const some = deploysFrom("main", "production", { branchPattern: notKnown });
    expect(undecided(judgeStack(policy, [environment(reviewed), some]))).toHaveLength(1);
  });
});
