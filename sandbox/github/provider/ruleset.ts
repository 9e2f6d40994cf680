import { z } from "zod";
import { hyphenated } from "../../protocol/naming.ts";
import type { CheckFailure, Properties, ResourceType, Value } from "../../protocol/resource-type.ts";
import { list, members, oneOf, text, within } from "../../protocol/rules.ts";
import { isObject } from "../../protocol/values.ts";
import { inputRules } from "../../world/stored-type.ts";
import { type Client, repositoryPath } from "./client.ts";
import { apiRules, programRules } from "./ruleset-rules.ts";
import { present } from "./values.ts";

const rulesetAnswer = z.object({
  id: z.number(),
  node_id: z.string(),
  name: z.string(),
  target: z.string(),
  enforcement: z.string(),
  bypass_actors: z.array(
    z.object({ actor_id: z.number().nullable(), actor_type: z.string(), bypass_mode: z.string() }),
  ),
  conditions: z
    .object({ ref_name: z.object({ include: z.array(z.string()), exclude: z.array(z.string()) }) })
    .optional(),
  rules: z.array(z.object({ type: z.string(), parameters: z.record(z.string(), z.json()).optional() })),
});

const created = z.object({ id: z.number(), node_id: z.string() });

const inputsSchema = z.object({
  repository: z.string(),
  name: z.string(),
  target: z.string(),
  enforcement: z.string(),
  bypassActors: z
    .array(z.object({ actorId: z.int().optional(), actorType: z.string(), bypassMode: z.string() }))
    .default([]),
  conditions: z
    .object({ refName: z.object({ includes: z.array(z.string()), excludes: z.array(z.string()) }) })
    .optional(),
});

function bodyOf(properties: Properties): Properties {
  const inputs = inputsSchema.parse(properties);
  const refName = inputs.conditions?.refName;
  return {
    name: inputs.name,
    target: inputs.target,
    source_type: "Repository",
    source: inputs.repository,
    enforcement: inputs.enforcement,
    bypass_actors: inputs.bypassActors.map((actor) =>
      present({ actor_id: actor.actorId, actor_type: actor.actorType, bypass_mode: actor.bypassMode }),
    ),
    ...(refName
      ? { conditions: { ref_name: { include: refName.includes, exclude: refName.excludes } } }
      : {}),
    rules: apiRules(members(properties, "rules")),
  };
}

const pushOnly = ["fileExtensionRestriction", "filePathRestriction", "maxFilePathLength", "maxFileSize"];

/** Rules of the provider itself (recorded/provider-calls.yaml, RepositoryRuleset: refused_before_any_request). */
function check(inputs: Properties, unknown: ReadonlySet<string>): CheckFailure[] {
  const rules = members(inputs, "rules");
  const target = text(inputs, "target");
  const misplaced = unknown.has("target")
    ? []
    : Object.keys(rules).filter(
        (rule) => (target === "push") !== pushOnly.includes(rule) || rule === "updateAllowsFetchAndMerge",
      );
  const { requiredApprovingReviewCount } = members(rules, "pullRequest");
  const checks = rules["requiredStatusChecks"];
  return [
    ...oneOf("enforcement", inputs["enforcement"], ["disabled", "active", "evaluate"]),
    ...oneOf("target", inputs["target"], ["branch", "push", "tag"]),
    ...within("rules.pullRequest.requiredApprovingReviewCount", requiredApprovingReviewCount, 0, 10),
    ...(isObject(checks) && list(checks, "requiredChecks").length === 0 && "requiredChecks" in checks
      ? [
          {
            property: "rules",
            reason:
              "Not enough list items. Attribute rules.0.required_status_checks.0.required_check requires 1 item minimum, but config has only 0 declared.",
          },
        ]
      : []),
    ...misplaced.map((rule) => ({
      property: "rules",
      reason: `rule "${rule}" is not valid for ${target} target`,
    })),
  ];
}

function inputsOf(repository: string, answer: z.infer<typeof rulesetAnswer>, state: Properties): Properties {
  const bypassActors: Value[] = answer.bypass_actors.map((actor) =>
    present({ actorId: actor.actor_id, actorType: actor.actor_type, bypassMode: actor.bypass_mode }),
  );
  const refName = answer.conditions?.ref_name;
  return present({
    repository,
    name: answer.name,
    target: answer.target,
    enforcement: answer.enforcement,
    bypassActors,
    conditions: refName && { refName: { includes: refName.include, excludes: refName.exclude } },
    rules: programRules(answer.rules, members(state, "rules")),
  });
}

export function rulesetType(client: Client): ResourceType {
  const listPath = (repository: string): string => `${repositoryPath(client, repository)}/rulesets`;

  /** An import names `repository:id`; afterwards the id stands alone and the state knows the repository. */
  function placeOf(id: string, state: Properties): { repository: string; number: string } {
    const [first = "", second] = id.split(":");
    return second === undefined
      ? { repository: text(state, "repository"), number: first }
      : { repository: first, number: second };
  }

  return {
    token: "github:index/repositoryRuleset:RepositoryRuleset",
    inputs: inputRules({
      required: "repository name enforcement rules target",
      optional: "bypassActors conditions",
    }),
    computed: ["nodeId", "rulesetId"],
    autoName: hyphenated("name", { maxLength: 100 }),
    check,
    create(inputs) {
      const repository = text(inputs, "repository");
      client.send("GET", repositoryPath(client, repository));
      const answer = client.ask(created, "POST", listPath(repository), bodyOf(inputs));
      return { id: String(answer.id), outputs: { rulesetId: answer.id, nodeId: answer.node_id } };
    },
    read(id, state) {
      const { repository, number } = placeOf(id, state);
      if (repository === "") return undefined;
      const answer = client.find(rulesetAnswer, `${listPath(repository)}/${number}?includes_parents=false`);
      if (!answer) return undefined;
      const inputs = inputsOf(repository, answer, state);
      return { inputs, outputs: { ...inputs, rulesetId: answer.id, nodeId: answer.node_id } };
    },
    update(id, inputs) {
      const repository = text(inputs, "repository");
      client.send("GET", repositoryPath(client, repository));
      const { number } = placeOf(id, inputs);
      const answer = client.ask(created, "PUT", `${listPath(repository)}/${number}`, bodyOf(inputs));
      return { rulesetId: answer.id, nodeId: answer.node_id };
    },
    delete(id, state) {
      const { repository, number } = placeOf(id, state);
      client.send("DELETE", `${listPath(repository)}/${number}`);
    },
    find(inputs) {
      const repository = text(inputs, "repository");
      const all = client.find(
        z.array(z.object({ id: z.number(), name: z.string() })),
        `${listPath(repository)}?per_page=100`,
      );
      const found = all?.find((one) => one.name === inputs["name"]);
      return found && joinForImport(repository, found.id);
    },
  };
}

const joinForImport = (repository: string, id: number): string => `${repository}:${id}`;
