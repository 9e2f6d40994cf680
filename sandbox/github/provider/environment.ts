import { z } from "zod";
import type { CheckFailure, Live, Properties, ResourceType, Value } from "../../protocol/resource-type.ts";
import { list, members, text, within } from "../../protocol/rules.ts";
import { isObject } from "../../protocol/values.ts";
import { inputRules } from "../../world/stored-type.ts";
import { type Client, repositoryPath, segment } from "./client.ts";
import { joinId, threeParts, twoParts } from "./ids.ts";
import { present } from "./values.ts";

const inputsSchema = z.object({
  repository: z.string(),
  environment: z.string(),
  waitTimer: z.int().default(0),
  canAdminsBypass: z.boolean().default(true),
  preventSelfReview: z.boolean().default(false),
  reviewers: z
    .array(z.object({ teams: z.array(z.int()).default([]), users: z.array(z.int()).default([]) }))
    .default([]),
  deploymentBranchPolicy: z
    .object({ protectedBranches: z.boolean(), customBranchPolicies: z.boolean() })
    .optional(),
});

/** What the provider uses of the answer (recorded/provider-calls.yaml, RepositoryEnvironment read). */
const environmentAnswer = z.object({
  can_admins_bypass: z.boolean(),
  protection_rules: z.array(
    z.object({
      type: z.string(),
      wait_timer: z.number().optional(),
      prevent_self_review: z.boolean().optional(),
      reviewers: z.array(z.object({ type: z.string(), reviewer: z.object({ id: z.number() }) })).optional(),
    }),
  ),
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
    .nullable(),
});

const idAnswer = z.object({ id: z.number() });
const format = "<repository>:<environment>";

const pathOf = (client: Client, repository: string, environment: string): string =>
  `${repositoryPath(client, repository)}/environments/${segment(environment)}`;

function bodyOf(properties: Properties): Properties {
  const inputs = inputsSchema.parse(properties);
  const [reviewers] = inputs.reviewers;
  const policy = inputs.deploymentBranchPolicy;
  const all = reviewers
    ? [
        ...reviewers.teams.map((id) => ({ type: "Team", id })),
        ...reviewers.users.map((id) => ({ type: "User", id })),
      ]
    : null;
  return {
    wait_timer: inputs.waitTimer,
    reviewers: all,
    can_admins_bypass: inputs.canAdminsBypass,
    deployment_branch_policy: policy
      ? { protected_branches: policy.protectedBranches, custom_branch_policies: policy.customBranchPolicies }
      : null,
    prevent_self_review: inputs.preventSelfReview,
  };
}

function count(entry: Value | undefined, key: string): number {
  return isObject(entry) ? list(entry, key).length : 0;
}

/** The six of each kind are refused at once, the six in all only on update (facts.md, GitHub). */
function check(inputs: Properties): CheckFailure[] {
  const [entry] = list(inputs, "reviewers");
  const tooMany = ["users", "teams"].filter((kind) => count(entry, kind) > 6);
  return [
    ...tooMany.map((kind) => ({
      property: "reviewers",
      reason: `Too many list items. Attribute reviewers.0.${kind} supports 6 item maximum, but config has ${count(entry, kind)} declared.`,
    })),
    ...within("waitTimer", inputs["waitTimer"], 0, 43_200),
  ];
}

/** The ids in the order of the last known list; what is new comes after it. The provider keeps them as a set. */
function asSet(found: number[], last: Value[]): number[] {
  const known = last.filter((one) => typeof one === "number").filter((one) => found.includes(one));
  return [...known, ...found.filter((one) => !known.includes(one))];
}

function live(client: Client, id: string, state: Properties): Live | undefined {
  const [repository, environment] = twoParts(id, format);
  const answer = client.find(environmentAnswer, pathOf(client, repository, environment));
  if (!answer) return undefined;
  const { id: repositoryId } = client.ask(idAnswer, "GET", repositoryPath(client, repository));
  const timer = answer.protection_rules.find((rule) => rule.type === "wait_timer");
  const review = answer.protection_rules.find((rule) => rule.type === "required_reviewers");
  const policy = answer.deployment_branch_policy;
  const ids = (type: "Team" | "User") =>
    (review?.reviewers ?? []).filter((one) => one.type === type).map((one) => one.reviewer.id);
  const [last] = list(state, "reviewers");
  const lastIds = (key: string): Value[] => (isObject(last) ? list(last, key) : []);
  const users = asSet(ids("User"), lastIds("users"));
  const teams = asSet(ids("Team"), lastIds("teams"));
  const given = review
    ? [{ ...(users.length > 0 ? { users } : {}), ...(teams.length > 0 ? { teams } : {}) }]
    : // Without the rule the provider leaves what it knew (blind-spots.ts).
      state["reviewers"];
  const inputs = present({
    repository,
    environment,
    waitTimer: timer?.wait_timer ?? ("waitTimer" in state ? 0 : undefined),
    canAdminsBypass: answer.can_admins_bypass,
    preventSelfReview: review ? (review.prevent_self_review ?? false) : (state["preventSelfReview"] ?? false),
    reviewers: given,
    deploymentBranchPolicy: policy && {
      protectedBranches: policy.protected_branches,
      customBranchPolicies: policy.custom_branch_policies,
    },
  });
  return { inputs, outputs: { ...inputs, repositoryId } };
}

export function environmentType(client: Client): ResourceType {
  function put(properties: Properties): { id: string; outputs: Properties } {
    const { repository, environment } = inputsSchema.parse(properties);
    client.send("PUT", pathOf(client, repository, environment), bodyOf(properties));
    const { id: repositoryId } = client.ask(idAnswer, "GET", repositoryPath(client, repository));
    // What the program leaves out is kept as off, not as unknown.
    const off = { preventSelfReview: false, reviewers: [] };
    return { id: joinId(repository, environment), outputs: { ...off, ...properties, repositoryId } };
  }

  return {
    token: "github:index/repositoryEnvironment:RepositoryEnvironment",
    inputs: inputRules({
      required: "repository environment",
      optional: "preventSelfReview waitTimer reviewers deploymentBranchPolicy",
      replaces: "environment",
      defaults: { canAdminsBypass: true },
    }),
    computed: ["repositoryId"],
    check,
    create: put,
    read: (id, state) => live(client, id, state),
    update(_id, properties) {
      const { teams, users } = members({ entry: list(properties, "reviewers")[0] ?? {} }, "entry");
      const total = [teams, users].flatMap((ids) => (Array.isArray(ids) ? ids : [])).length;
      if (total > 6) {
        throw new Error("a maximum of 6 reviewers (users and teams combined) can be set for an environment");
      }
      return put(properties).outputs;
    },
    delete(id) {
      const [repository, environment] = twoParts(id, format);
      const path = pathOf(client, repository, environment);
      if (client.has(path)) client.send("DELETE", path);
    },
    find(inputs) {
      const [repository, environment] = [text(inputs, "repository"), text(inputs, "environment")];
      const there = client.has(pathOf(client, repository, environment));
      return there ? joinId(repository, environment) : undefined;
    },
  };
}

const policyAnswer = z.object({ id: z.number(), name: z.string(), type: z.enum(["branch", "tag"]) });
const policyFormat = "<repository>:<environment>:<policy id>";

export function deploymentPolicyType(client: Client): ResourceType {
  const policiesOf = (repository: string, environment: string): string =>
    `${pathOf(client, repository, environment)}/deployment-branch-policies`;

  function pathFor(id: string): string {
    const [repository, environment, policy] = threeParts(id, policyFormat);
    return `${policiesOf(repository, environment)}/${policy}`;
  }

  function named(inputs: Properties): { name: string; type: "branch" | "tag" } {
    const tag = text(inputs, "tagPattern");
    return tag === "" ? { name: text(inputs, "branchPattern"), type: "branch" } : { name: tag, type: "tag" };
  }

  return {
    token: "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
    inputs: inputRules({
      required: "repository environment",
      optional: "branchPattern tagPattern",
      replaces: "environment repository",
    }),
    computed: ["policyId", "repositoryId"],
    check(inputs, unknown) {
      const names = ["branchPattern", "tagPattern"];
      const given = names.filter((name) => text(inputs, name) !== "" || unknown.has(name));
      if (given.length === 1) return [];
      const reason =
        given.length === 0
          ? '"branch_pattern": one of `branch_pattern,tag_pattern` must be specified'
          : '"branch_pattern": only one of `branch_pattern,tag_pattern` can be specified, but `branch_pattern,tag_pattern` were specified.';
      return [{ property: "branchPattern", reason: `Invalid combination of arguments. ${reason}` }];
    },
    create(inputs) {
      const [repository, environment] = [text(inputs, "repository"), text(inputs, "environment")];
      const { id } = client.ask(policyAnswer, "POST", policiesOf(repository, environment), named(inputs));
      const { id: repositoryId } = client.ask(idAnswer, "GET", repositoryPath(client, repository));
      return {
        id: joinId(repository, environment, String(id)),
        outputs: { policyId: id, repositoryId },
      };
    },
    read(id) {
      const [repository, environment] = threeParts(id, policyFormat);
      const answer = client.find(policyAnswer, pathFor(id));
      if (!answer) return undefined;
      const { id: repositoryId } = client.ask(idAnswer, "GET", repositoryPath(client, repository));
      const pattern = answer.type === "tag" ? { tagPattern: answer.name } : { branchPattern: answer.name };
      const inputs = { repository, environment, ...pattern };
      return { inputs, outputs: { ...inputs, policyId: answer.id, repositoryId } };
    },
    update(id, inputs, old) {
      const wasTag = text(old, "tagPattern") !== "";
      if (wasTag !== (text(inputs, "tagPattern") !== "")) {
        throw new Error("a deployment policy cannot change between branch and tag: replace the resource");
      }
      client.send("PUT", pathFor(id), { name: named(inputs).name });
      return { policyId: old["policyId"] ?? null, repositoryId: old["repositoryId"] ?? null };
    },
    delete: (id) => {
      client.send("DELETE", pathFor(id));
    },
    find(inputs) {
      const [repository, environment] = [text(inputs, "repository"), text(inputs, "environment")];
      const lists = z.object({ branch_policies: z.array(policyAnswer) });
      const wanted = named(inputs);
      const found = client
        .find(lists, policiesOf(repository, environment))
        ?.branch_policies.find((one) => one.name === wanted.name && one.type === wanted.type);
      return found && joinId(repository, environment, String(found.id));
    },
  };
}
