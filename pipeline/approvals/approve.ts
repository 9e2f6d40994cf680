import { canonicalJson, sha256Hex } from "../canonical.ts";
import type { Contract } from "../contract/contract.ts";
import type { Stage } from "../contract/environment.ts";
import { contractHash } from "../contract/write.ts";
import type { Fact, Members, Run } from "../facts/facts.ts";
import { UnknownEnvironment, verdictOf } from "../gate/decide.ts";
import { instant, type Verdict } from "../gate/rule.ts";
import { runtimeVersion } from "../version.ts";
import type { ApprovalFacts } from "./facts.ts";
import { judgePromotion } from "./promotion.ts";
import { judgeReviewers } from "./reviewers.ts";

/** What one role said. */
export interface RoleResult {
  role: string;
  verdict: Verdict;
  why: string;
  todo?: string;
  /** Who said yes for it. */
  by?: string;
  comment?: string;
  /**
   * The moment lies between these two, both included: GitHub keeps no time of an approval at a door, only when the
   * deployment began to wait and when it went on. Of a review the time is known, and both are the same.
   */
  between?: { from: string; until: string };
  /** When the role's members were read. */
  membersReadAt?: string;
}

/** Whether a release has the approvals that it needs, with the hashes of what that was told from. */
export interface ApprovalDecision {
  decision: 1;
  command: "approvals";
  runtime: string;
  application: string;
  environment: string;
  sha: string;
  time: string;
  verdict: Verdict;
  run?: { id: number; attempt: number };
  approval: "reviewers" | "pull-request";
  /** The people who set the release in motion; none of them can approve it. */
  starters: string[];
  roles: RoleResult[];
  contract: string;
  facts: string;
}

/** What the two ways of saying yes are judged from. */
export interface Asked {
  stage: Stage;
  facts: ApprovalFacts;
  run: Run;
}

/** What came out of one way. */
export interface Judged {
  starters: string[];
  roles: RoleResult[];
}

/**
 * Have different people said yes for each role, none of them the one who started it? A pure function.
 *
 * @param at milliseconds since 1970; it stands in the record and decides nothing.
 * @throws UnknownEnvironment
 */
export function approve(contract: Contract, facts: ApprovalFacts, at: number): ApprovalDecision {
  const { environment, sha } = facts.subject;
  const stage = Object.hasOwn(contract.environments, environment)
    ? contract.environments[environment]
    : undefined;
  if (!stage) {
    throw new UnknownEnvironment(
      `The contract has no environment ${JSON.stringify(environment)}. Allowed: ${Object.keys(contract.environments).join(", ")}.`,
    );
  }
  const { starters, roles } = judge(stage, facts);
  return {
    decision: 1,
    command: "approvals",
    runtime: runtimeVersion,
    application: contract.application.name,
    environment,
    sha,
    time: instant(at),
    verdict: verdictOf(roles),
    ...("value" in facts.run ? { run: { id: facts.run.value.id, attempt: facts.run.value.attempt } } : {}),
    approval: stage.approval,
    starters,
    roles,
    contract: contractHash(contract),
    facts: sha256Hex(canonicalJson(facts)),
  };
}

function judge(stage: Stage, facts: ApprovalFacts): Judged {
  const asked = rolesOf(stage);
  if (asked.length === 0) return { starters: [], roles: [] };
  if ("missing" in facts.run) {
    return { starters: [], roles: asked.map((role) => untold(role, facts.run)) };
  }
  const given = { stage, facts, run: facts.run.value };
  return stage.approval === "reviewers" ? judgeReviewers(given) : judgePromotion(given);
}

/** The roles that a stage asks, in the order of its doors. */
export function rolesOf(stage: Stage): string[] {
  return stage.doors.flatMap(({ role, promotion }) => promotion?.roles ?? (role === undefined ? [] : [role]));
}

/** A role of which nothing can be told, because a fact is missing. */
export function untold(role: string, fact: Fact<unknown>): RoleResult {
  return {
    role,
    verdict: "unknown",
    why: "missing" in fact ? fact.missing : "It could not be told.",
    todo: "Mend what kept the fact from being read, and run this again.",
  };
}

/** Whether somebody holds a role, by the members that were read. */
export function memberOf(members: Fact<Members> | undefined, login: string): Verdict {
  if (!members || "missing" in members) return "unknown";
  return members.value.logins.some((one) => one.toLowerCase() === login.toLowerCase()) ? "yes" : "no";
}
