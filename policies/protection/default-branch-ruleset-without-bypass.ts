import { iso27001, soc2 } from "../form/clauses.ts";
import {
  absent,
  type Demand,
  exactly,
  type Finding,
  judge,
  type Subject,
  undecided,
  violation,
} from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import type { Resource } from "../form/resource.ts";
import type { Run } from "../form/run.ts";
import { asList, at, holdsUnknown, isRecord, isText, notKnown, show } from "../form/value.ts";
import { isPromotionRuleset } from "./promotion.ts";

const name = "default-branch-ruleset-without-bypass";

const metadata: Metadata = {
  name,
  displayName: "Nobody bypasses the rules of the default branch",
  description:
    "The default branch of each repository must have an active ruleset that requires a reviewed pull request and a linear history, refuses deletion and force pushes, and has no bypass actors.",
  severity: "critical",
  clauses: [
    iso27001("A.8.4", "Write access to source code is managed."),
    iso27001("A.8.32", "Changes follow a change management procedure."),
    soc2("CC8.1", "Changes are authorized and approved before they are put in place."),
  ],
  requirements: ["S004-GOV-03"],
  remediationSteps:
    "Declare a RepositoryRuleset with target branch, enforcement active, conditions.refName { includes: [~DEFAULT_BRANCH], excludes: [] } and all the rules above, without bypassActors. An app that has to write a branch of its own gets a ruleset for that one branch.",
  url: documentOf(name),
  tags: ["github", "ruleset"],
};

const rulesetType = "github:index/repositoryRuleset:RepositoryRuleset";
const repositoryType = "github:index/repository:Repository";
const stackType = "pulumi:pulumi:Stack";

/** The components of a stack of kind shared: one of them is enough to expect the rulesets in this stack. */
const sharedComponents: readonly string[] = ["gatehouse:components:Protection", "gatehouse:components:Audit"];

/** How a ruleset can name the default branch. */
function refsOf(defaultBranch: string): readonly string[] {
  return ["~DEFAULT_BRANCH", `refs/heads/${defaultBranch}`];
}

function covers(refs: readonly string[]): Demand {
  return {
    property: "conditions.refName.includes",
    required: `with ${refs.join(" or ")}`,
    met: (includes) => asList(includes).some((branch) => isText(branch) && refs.includes(branch)),
  };
}

/** What one ruleset must hold to protect the default branch. Checks that must pass are added here, as demands. */
const demands = (refs: readonly string[]): readonly Demand[] => [
  exactly("target", "branch"),
  exactly("enforcement", "active"),
  covers(refs),
  absent("conditions.refName.excludes"),
  exactly("rules.pullRequest.requireCodeOwnerReview", true),
  exactly("rules.pullRequest.dismissStaleReviewsOnPush", true),
  exactly("rules.pullRequest.requireLastPushApproval", true),
  {
    property: "rules.pullRequest.requiredApprovingReviewCount",
    required: "of at least 1",
    met: (count) => typeof count === "number" && count >= 1,
  },
  exactly("rules.deletion", true),
  exactly("rules.nonFastForward", true),
  exactly("rules.requiredLinearHistory", true),
];

export const defaultBranchRulesetWithoutBypass: Policy = {
  metadata,

  resource(resource, run) {
    if (resource.type !== rulesetType || at(resource.properties, "target") === "tag") return [];
    if (isRulesetOfOneApp(resource, refsOf(run.defaultBranch))) return [];
    return judge({ kind: "Ruleset", resource }, [absent("bypassActors")]);
  },

  stack(resources, run) {
    // A promotion branch belongs to one stage, whose stack says nothing of the default branch.
    const rulesets = resources.filter(
      (resource) => resource.type === rulesetType && !isPromotionRuleset(resource),
    );
    const findings = [...repositoriesOf(resources, rulesets)].flatMap((repository) =>
      judgeRepository(repository, rulesets, refsOf(run.defaultBranch)),
    );
    return [...findings, ...judgeSharedStack(resources, rulesets, run)];
  },
};

/**
 * The one exception: an app may bypass the ruleset of a single branch, named in full, that is not the default branch,
 * such as the branch that only the delivery app writes. Any pattern could reach the default branch and is none.
 */
function isRulesetOfOneApp({ properties }: Resource, defaultRefs: readonly string[]): boolean {
  const branches = asList(at(properties, "conditions.refName.includes"));
  const [branch] = branches;
  const single =
    branches.length === 1 &&
    isText(branch) &&
    /^refs\/heads\/[\w./-]+$/.test(branch) &&
    !defaultRefs.includes(branch);
  return (
    single &&
    asList(at(properties, "bypassActors")).every(
      (actor) => isRecord(actor) && actor["actorType"] === "Integration",
    )
  );
}

/** A repository that must be protected: its name, or the resource that declares it where the name is not known yet. */
interface Repository {
  name: string | undefined;
  subject: Subject;
}

function repositoriesOf(resources: readonly Resource[], rulesets: readonly Resource[]): Repository[] {
  const found = new Map<string, Repository>();
  for (const resource of resources.filter(({ type }) => type === repositoryType)) {
    const given = at(resource.properties, "name");
    const known = isText(given) ? given : undefined;
    found.set(known ?? resource.urn, { name: known, subject: { kind: "GitHub repository", resource } });
  }
  for (const resource of rulesets) {
    const given = at(resource.properties, "repository");
    if (isText(given) && !found.has(given)) {
      found.set(given, { name: given, subject: { kind: "Ruleset", resource } });
    }
  }
  return [...found.values()];
}

function judgeRepository(
  { name: repository, subject }: Repository,
  rulesets: readonly Resource[],
  refs: readonly string[],
): Finding[] {
  const own = rulesets.filter(
    (ruleset) =>
      ruleset.sources["repository"]?.includes(subject.resource.urn) ||
      (repository !== undefined && at(ruleset.properties, "repository") === repository),
  );
  const judged = own
    .filter((ruleset) => mayCover(ruleset, refs))
    .map((ruleset) => judge({ kind: "Ruleset", resource: ruleset }, demands(refs)));
  if (judged.some((findings) => findings.length === 0)) return [];
  if (judged.length > 0) return judged.flat();

  const sentence = `must have an active ruleset for the default branch (${refs.join(" or ")}) of ${repository ?? "this repository"}`;
  const open = rulesets.filter((ruleset) => at(ruleset.properties, "repository") === notKnown);
  return open.length > 0
    ? [
        undecided(
          subject,
          `${sentence}; given: ${show(open.map((ruleset) => ruleset.name))}, whose repository is not known before the update`,
        ),
      ]
    : [violation(subject, `${sentence}; given: none`)];
}

/** Whether a ruleset is meant for the default branch, so that what it lacks is worth a message of its own. */
function mayCover({ properties }: Resource, refs: readonly string[]): boolean {
  const { property, met } = covers(refs);
  const includes = at(properties, property);
  return met(includes) || holdsUnknown(includes);
}

function judgeSharedStack(
  resources: readonly Resource[],
  rulesets: readonly Resource[],
  run: Run,
): Finding[] {
  if (rulesets.length > 0 || resources.some(({ type }) => type === repositoryType)) return [];
  const component = resources.find(({ type }) => sharedComponents.includes(type));
  const root = resources.find(({ type }) => type === stackType) ?? component;
  if (!root || !(run.kind === "shared" || component)) return [];
  return [
    violation(
      { kind: "Shared stack", resource: root },
      "must have an active ruleset for the default branch of the repository; given: no ruleset at all",
    ),
  ];
}
