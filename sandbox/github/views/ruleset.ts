import type { Properties } from "../../protocol/resource-type.ts";
import type { Repository, Ruleset } from "../document.ts";
import { rule } from "../rules/schema.ts";
import { nodeId, repositoryPage, repositoryUrl } from "./url.ts";

/** A ruleset as lists show it: without conditions, rules and bypass actors. */
export function rulesetShort(repository: Repository, ruleset: Ruleset): Properties {
  const { owner, name } = repository;
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source_type: "Repository",
    source: `${owner}/${name}`,
    enforcement: ruleset.enforcement,
    node_id: nodeId("RRS", ruleset.id),
    _links: {
      self: { href: `${repositoryUrl(owner, name)}/rulesets/${ruleset.id}` },
      html: { href: `${repositoryPage(owner, name)}/rules/${ruleset.id}` },
    },
    created_at: ruleset.createdAt,
    updated_at: ruleset.updatedAt,
  };
}

export function rulesetView(repository: Repository, ruleset: Ruleset): Properties {
  return {
    ...rulesetShort(repository, ruleset),
    bypass_actors: ruleset.bypassActors.map((actor) => ({ ...actor })),
    current_user_can_bypass: "never",
    ...(ruleset.conditions
      ? {
          conditions: {
            ref_name: { include: ruleset.conditions.include, exclude: ruleset.conditions.exclude },
          },
        }
      : {}),
    rules: rulesView(ruleset),
  };
}

/** The rules as JSON: validated again, because the state may have been edited by hand. */
export function rulesView(ruleset: Ruleset): Properties[] {
  return ruleset.rules.map((one) => JSON.parse(JSON.stringify(rule.parse(one))));
}
