import { z } from "zod";
import type { Properties, ResourceType } from "../../protocol/resource-type.ts";
import { members, oneOf, text } from "../../protocol/rules.ts";
import { inputRules } from "../../world/stored-type.ts";
import { type Client, repositoryPath } from "./client.ts";
import { present } from "./values.ts";

const permissionsAnswer = z.object({
  enabled: z.boolean(),
  allowed_actions: z.string().optional(),
  sha_pinning_required: z.boolean(),
});

const selectedAnswer = z.object({
  github_owned_allowed: z.boolean(),
  verified_allowed: z.boolean(),
  patterns_allowed: z.array(z.string()),
});

const permissionsInputs = z.object({
  repository: z.string(),
  enabled: z.boolean().default(true),
  allowedActions: z.string().optional(),
  shaPinningRequired: z.boolean().optional(),
  allowedActionsConfig: z
    .object({
      githubOwnedAllowed: z.boolean(),
      verifiedAllowed: z.boolean().default(false),
      patternsAlloweds: z.array(z.string()).default([]),
    })
    .optional(),
});

export function actionsPermissionsType(client: Client): ResourceType {
  const pathOf = (repository: string): string => `${repositoryPath(client, repository)}/actions/permissions`;

  function put(properties: Properties): Properties {
    const inputs = permissionsInputs.parse(properties);
    const path = pathOf(inputs.repository);
    const selected = inputs.allowedActionsConfig;
    client.send("PUT", path, {
      enabled: inputs.enabled,
      // Left out by the program it goes as "", which GitHub refuses (measured with the published provider).
      ...(inputs.enabled ? { allowed_actions: inputs.allowedActions ?? "" } : {}),
      ...(inputs.shaPinningRequired === undefined ? {} : { sha_pinning_required: inputs.shaPinningRequired }),
    });
    if (inputs.enabled && inputs.allowedActions === "selected" && selected) {
      client.send("PUT", `${path}/selected-actions`, {
        github_owned_allowed: selected.githubOwnedAllowed,
        verified_allowed: selected.verifiedAllowed,
        patterns_allowed: selected.patternsAlloweds,
      });
    }
    return { shaPinningRequired: client.ask(permissionsAnswer, "GET", path).sha_pinning_required };
  }

  return {
    token: "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions",
    inputs: inputRules({
      required: "repository",
      optional: "allowedActions allowedActionsConfig shaPinningRequired",
      replaces: "repository",
      defaults: { enabled: true },
    }),
    computed: ["shaPinningRequired"],
    check: (inputs) => oneOf("allowedActions", inputs["allowedActions"], ["all", "local_only", "selected"]),
    create: (inputs) => ({ id: text(inputs, "repository"), outputs: put(inputs) }),
    read(id, state) {
      const path = pathOf(id);
      const last = members(state, "allowedActionsConfig");
      const answer = client.ask(permissionsAnswer, "GET", path);
      const selected =
        answer.enabled && answer.allowed_actions === "selected"
          ? client.ask(selectedAnswer, "GET", `${path}/selected-actions`)
          : undefined;
      const inputs = present({
        repository: id,
        enabled: answer.enabled,
        allowedActions: answer.allowed_actions,
        shaPinningRequired: answer.sha_pinning_required,
        allowedActionsConfig: selected && {
          githubOwnedAllowed: selected.github_owned_allowed,
          // What the program does not name and GitHub has at its default is no input.
          ...(selected.verified_allowed || "verifiedAllowed" in last
            ? { verifiedAllowed: selected.verified_allowed }
            : {}),
          ...(selected.patterns_allowed.length > 0 || "patternsAlloweds" in last
            ? { patternsAlloweds: selected.patterns_allowed }
            : {}),
        },
      });
      return { inputs, outputs: inputs };
    },
    update: (_id, inputs) => put(inputs),
    // Nothing can be deleted: the provider puts the defaults back.
    delete: (id) => {
      client.send("PUT", pathOf(id), { enabled: true, allowed_actions: "all" });
    },
    find: (inputs) => {
      const repository = text(inputs, "repository");
      return client.has(pathOf(repository)) ? repository : undefined;
    },
  };
}

const workflowAnswer = z.object({
  default_workflow_permissions: z.string(),
  can_approve_pull_request_reviews: z.boolean(),
});

export function workflowPermissionsType(client: Client): ResourceType {
  const pathOf = (repository: string): string =>
    `${repositoryPath(client, repository)}/actions/permissions/workflow`;

  function put(inputs: Properties): Properties {
    client.send("PUT", pathOf(text(inputs, "repository")), {
      // As allowed_actions: "" when the program leaves it out.
      default_workflow_permissions: text(inputs, "defaultWorkflowPermissions"),
      can_approve_pull_request_reviews: inputs["canApprovePullRequestReviews"] === true,
    });
    return { canApprovePullRequestReviews: inputs["canApprovePullRequestReviews"] === true };
  }

  return {
    token: "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions",
    inputs: inputRules({
      required: "repository",
      optional: "canApprovePullRequestReviews defaultWorkflowPermissions",
      replaces: "repository",
    }),
    computed: [],
    check: (inputs) =>
      oneOf("defaultWorkflowPermissions", inputs["defaultWorkflowPermissions"], ["read", "write"]),
    create: (inputs) => ({ id: text(inputs, "repository"), outputs: put(inputs) }),
    read(id) {
      const answer = client.ask(workflowAnswer, "GET", pathOf(id));
      const inputs = {
        repository: id,
        defaultWorkflowPermissions: answer.default_workflow_permissions,
        canApprovePullRequestReviews: answer.can_approve_pull_request_reviews,
      };
      return { inputs, outputs: inputs };
    },
    update: (_id, inputs) => put(inputs),
    // Nothing can be deleted: the provider puts the defaults back.
    delete: (id) => {
      const defaults = { default_workflow_permissions: "read", can_approve_pull_request_reviews: false };
      client.send("PUT", pathOf(id), defaults);
    },
    find: (inputs) => {
      const repository = text(inputs, "repository");
      return client.has(pathOf(repository)) ? repository : undefined;
    },
  };
}
