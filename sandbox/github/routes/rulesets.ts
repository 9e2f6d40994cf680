import type { BypassActor, GithubDocument, Repository, Ruleset } from "../document.ts";
import { GithubError, notFound, refused } from "../errors.ts";
import { branchRef } from "../git/refs.ts";
import { takeId } from "../lookup.ts";
import {
  type Answer,
  bodyOf,
  type Call,
  created,
  idParam,
  noContent,
  ok,
  param,
  type Route,
  repositoryRoute,
} from "../route.ts";
import { rulesetsFor } from "../rules/enforce.ts";
import { pushRules, type RulesetBody, rulesetBody } from "../rules/schema.ts";
import { rulesetShort, rulesetView, rulesView } from "../views/ruleset.ts";

/** Rulesets in private repositories need Pro or Team (facts.md). */
function assertPlan(call: Call, repository: Repository): void {
  if (repository.settings.visibility !== "public" && call.state.organization.plan === "free") {
    throw new GithubError(
      403,
      "Upgrade to GitHub Pro or make this repository public to enable this feature.",
    );
  }
}

/** GitHub takes full refs and the two words only (terraform-provider-github #2660). */
function assertConditions(body: RulesetBody): void {
  const prefix = body.target === "tag" ? "refs/tags/" : "refs/heads/";
  const patterns = body.conditions
    ? [...body.conditions.ref_name.include, ...body.conditions.ref_name.exclude]
    : [];
  const bad = patterns.filter((one) => !one.startsWith(prefix) && !/^~(ALL|DEFAULT_BRANCH)$/.test(one));
  if (bad.length > 0) throw refused(`Invalid target patterns: ${bad.map((one) => `'${one}'`).join(", ")}`);
}

function assertRules(body: RulesetBody): void {
  for (const { type } of body.rules) {
    if (pushRules.includes(type) !== (body.target === "push")) throw refused(`Invalid rule '${type}': `);
  }
  const types = body.rules.map(({ type }) => type);
  const twice = types.find((type, at) => types.indexOf(type) !== at);
  if (twice !== undefined) throw refused(`Invalid rule '${twice}': Duplicate rule type`);
}

function bypassActors(state: GithubDocument, body: RulesetBody): BypassActor[] {
  return body.bypass_actors.map((actor) => {
    const id = actor.actor_id ?? null;
    const known =
      actor.actor_type === "Team"
        ? state.teams.some((team) => team.id === id)
        : actor.actor_type === "User"
          ? state.users.some((user) => user.id === id)
          : actor.actor_type === "OrganizationAdmin" || actor.actor_type === "DeployKey" || id !== null;
    if (!known) throw refused("Actor must be part of the ruleset source or owner organization");
    return { actor_id: id, actor_type: actor.actor_type, bypass_mode: actor.bypass_mode };
  });
}

/** The part of a ruleset that a body decides, once it has passed every rule. */
function validated(call: Call, repository: Repository, self?: Ruleset): Omit<Ruleset, "id" | "createdAt"> {
  assertPlan(call, repository);
  const body = bodyOf(call, rulesetBody);
  if (body.enforcement === "evaluate" && call.state.organization.plan !== "enterprise") {
    throw refused("Enforcement evaluate option is not supported on this plan.");
  }
  assertConditions(body);
  assertRules(body);
  if (repository.rulesets.some((other) => other !== self && other.name === body.name)) {
    throw refused("Name must be unique");
  }
  return {
    name: body.name,
    target: body.target,
    enforcement: body.enforcement,
    bypassActors: bypassActors(call.state, body),
    conditions: body.conditions?.ref_name ?? null,
    rules: body.rules,
    updatedAt: call.now,
  };
}

function rulesetAt(call: Call, repository: Repository): Ruleset {
  const ruleset = repository.rulesets.find((one) => one.id === idParam(call, "ruleset_id"));
  if (!ruleset) throw notFound();
  return ruleset;
}

function create(call: Call, repository: Repository): Answer {
  const body = validated(call, repository);
  const ruleset: Ruleset = { id: takeId(call.state), ...body, createdAt: call.now };
  repository.rulesets.push(ruleset);
  return created(rulesetView(repository, ruleset));
}

function change(call: Call, repository: Repository): Answer {
  const ruleset = rulesetAt(call, repository);
  // The update takes parts: what the body leaves out stays.
  const merged: unknown = { ...rulesetView(repository, ruleset), ...(bodyRecord(call.body) ?? {}) };
  Object.assign(ruleset, validated({ ...call, body: merged }, repository, ruleset));
  return ok(rulesetView(repository, ruleset));
}

function bodyRecord(body: unknown): object | undefined {
  return typeof body === "object" && body !== null ? body : undefined;
}

function rulesOfBranch(call: Call, repository: Repository): Answer {
  const bound = rulesetsFor(repository, branchRef(param(call, "branch"))).filter(
    (one) => one.target === "branch",
  );
  return ok(
    bound.flatMap((ruleset) =>
      rulesView(ruleset).map((rule) => ({
        ...rule,
        ruleset_source_type: "Repository",
        ruleset_source: `${repository.owner}/${repository.name}`,
        ruleset_id: ruleset.id,
      })),
    ),
  );
}

export const rulesets: Route[] = [
  repositoryRoute("GET", "/rulesets", "read", (call, one) => {
    assertPlan(call, one);
    return ok(one.rulesets.map((ruleset) => rulesetShort(one, ruleset)));
  }),
  repositoryRoute("POST", "/rulesets", "admin", create),
  repositoryRoute("GET", "/rulesets/{ruleset_id}", "read", (call, one) =>
    ok(rulesetView(one, rulesetAt(call, one))),
  ),
  repositoryRoute("PUT", "/rulesets/{ruleset_id}", "admin", change),
  repositoryRoute("DELETE", "/rulesets/{ruleset_id}", "admin", (call, one) => {
    const ruleset = rulesetAt(call, one);
    one.rulesets = one.rulesets.filter((other) => other !== ruleset);
    return noContent;
  }),
  repositoryRoute("GET", "/rules/branches/{branch}", "read", rulesOfBranch, { greedy: ["branch"] }),
];
