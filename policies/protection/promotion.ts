import { absent, type Demand, exactly, type Finding, judge, undecided, violation } from "../form/finding.ts";
import { ancestorOf, type Resource } from "../form/resource.ts";
import { ofType } from "../form/type.ts";
import {
  asList,
  at,
  holdsUnknown,
  isList,
  isRecord,
  isText,
  notKnown,
  show,
  type Value,
} from "../form/value.ts";
import { environmentComponent, sameEnvironment } from "./environment.ts";

/** A branch that an environment is promoted to, by a pull request that a team of each role reviews. */
export interface Promotion {
  /** The GitHub environment that it opens. */
  entry: string;
  branch: string;
  roles: readonly string[];
}

const isRuleset = ofType("github:index/repositoryRuleset:RepositoryRuleset");

/**
 * The promotion that an Environment component declares: on its one entry, with a branch and at least one role. What is
 * declared in any other way lets no environment off its reviewers; `perhaps` while the doors are not known.
 */
export function promotionOf(component: Resource | undefined): Promotion | "perhaps" | undefined {
  const gates = component && at(component.properties, "gates");
  if (holdsUnknown(gates)) return "perhaps";
  const entries = asList(gates)
    .filter(isRecord)
    .filter((gate) => gate["purpose"] === "entry");
  const [entry] = entries;
  if (!entry || entries.length > 1) return undefined;
  const { name } = entry;
  const branch = at(entry, "promotion.branch");
  const roles = at(entry, "promotion.roles");
  if (!isText(name) || !isText(branch) || !isList(roles) || roles.length === 0) return undefined;
  // A pattern would let branches in that no ruleset closes; a role that is named twice is one role.
  const named = new Set(roles.filter(isText).filter((role) => role !== ""));
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(branch) || named.size !== roles.length) return undefined;
  return { entry: name, branch, roles: [...named] };
}

/** The promotion by which this environment opens, rather than by its own reviewers. */
export function promotionInto(environment: Resource): Promotion | undefined {
  const promotion = promotionOf(ancestorOf(environment, environmentComponent));
  if (promotion === undefined || promotion === "perhaps") return undefined;
  return sameEnvironment(at(environment.properties, "environment"), promotion.entry) ? promotion : undefined;
}

/** Whether a ruleset is the one of a promotion branch and of nothing else. */
export function isPromotionRuleset(resource: Resource): boolean {
  if (!isRuleset(resource)) return false;
  const promotion = promotionOf(ancestorOf(resource, environmentComponent));
  const includes = asList(at(resource.properties, "conditions.refName.includes"));
  return (
    promotion !== undefined &&
    promotion !== "perhaps" &&
    includes.length === 1 &&
    includes[0] === refOf(promotion)
  );
}

/**
 * What a ruleset beside a promotion lacks of what a chain of reviewers would promise. Each is judged when it is
 * registered, so that an update stops before it is made.
 */
export function judgePromotionRuleset(resource: Resource): Finding[] {
  if (!isRuleset(resource)) return [];
  const promotion = promotionOf(ancestorOf(resource, environmentComponent));
  if (promotion === undefined) return [];
  const subject = { kind: "Ruleset of a promotion", resource };
  return promotion === "perhaps"
    ? [
        undecided(
          subject,
          "must have the branch and the roles of a promotion; given: doors that are not known",
        ),
      ]
    : judge(subject, demandsOf(promotion));
}

/** That the promotion branch of an environment is closed by a ruleset of the same component and repository. */
export function judgePromotion(
  environment: Resource,
  promotion: Promotion,
  resources: readonly Resource[],
): Finding[] {
  const component = ancestorOf(environment, environmentComponent);
  const repository = at(environment.properties, "repository");
  const beside = resources
    .filter(isRuleset)
    .filter((ruleset) => ancestorOf(ruleset, environmentComponent)?.urn === component?.urn)
    .map((ruleset) => at(ruleset.properties, "repository"));
  if (isText(repository) && beside.includes(repository)) return [];
  const sentence = `must have reviewers, or beside it a ruleset for the branch ${promotion.branch} that it is promoted by; given: ${beside.length > 0 ? `a ruleset of ${beside.map(show).join(", ")}` : "none"}`;
  const open = beside.includes(notKnown) || (repository === notKnown && beside.length > 0);
  return [(open ? undecided : violation)({ kind: "GitHub environment", resource: environment }, sentence)];
}

function refOf({ branch }: Promotion): string {
  return `refs/heads/${branch}`;
}

function demandsOf(promotion: Promotion): readonly Demand[] {
  const people = promotion.roles.length;
  const wanted = `${people}, one for each role (${promotion.roles.join(", ")})`;
  return [
    exactly("target", "branch"),
    exactly("enforcement", "active"),
    absent("bypassActors"),
    onlyItem("conditions.refName.includes", refOf(promotion)),
    absent("conditions.refName.excludes"),
    exactly("rules.creation", true),
    exactly("rules.deletion", true),
    exactly("rules.nonFastForward", true),
    exactly("rules.pullRequest.dismissStaleReviewsOnPush", true),
    exactly("rules.pullRequest.requireLastPushApproval", true),
    onlyItem("rules.pullRequest.allowedMergeMethods", "merge"),
    {
      property: "rules.pullRequest.requiredApprovingReviewCount",
      required: `of at least ${wanted}`,
      met: (count) => typeof count === "number" && count >= people,
    },
    {
      property: "rules.pullRequest.requiredReviewers",
      required: `with different teams that review every file, at least ${wanted}`,
      met: (reviewers) => !holdsUnknown(reviewers) && teamsAmong(asList(reviewers)).size >= people,
    },
  ];
}

function onlyItem(property: string, wanted: string): Demand {
  return {
    property,
    required: show([wanted]),
    met: (given) => isList(given) && given.length === 1 && given[0] === wanted,
  };
}

/** The teams of which each must approve whatever file changes. */
function teamsAmong(reviewers: readonly Value[]): Set<Value> {
  const teams = reviewers.filter(isRecord).filter((reviewer) => {
    const approvals = reviewer["minimumApprovals"];
    return (
      at(reviewer, "reviewer.type") === "Team" &&
      typeof approvals === "number" &&
      approvals >= 1 &&
      coversEverything(asList(reviewer["filePatterns"]))
    );
  });
  return new Set(teams.map((reviewer) => at(reviewer, "reviewer.id") ?? null).filter((id) => id !== null));
}

/** One star may be taken for a part of a path, two for all of it; a pattern that begins with `!` takes files out again. */
function coversEverything(patterns: readonly Value[]): boolean {
  return (
    ["*", "**/*"].every((all) => patterns.includes(all)) &&
    !patterns.some((pattern) => isText(pattern) && pattern.startsWith("!"))
  );
}
