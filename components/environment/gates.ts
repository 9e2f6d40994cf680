/**
 * How a stage's approvals are asked for. `reviewers`: GitHub stops the deployment until a required reviewer says yes.
 * `pull-request`: for plans without required reviewers; the way into the stage is a reviewed pull request to a branch of
 * its own, and only that branch may deploy.
 */
export type ApprovalBy = "reviewers" | "pull-request";

/** One GitHub environment of a stage: a door, with who opens it. */
export interface Gate {
  /** The GitHub environment's name. */
  name: string;
  /** `approval`: a step of the chain before the entry. `entry`: where jobs deploy. `rollback`: the way back. */
  purpose: "approval" | "entry" | "rollback";
  /** The role whose approval opens it; none opens without a person. */
  role?: string;
  /** Opens by a merge to this branch, which needs an approval by each of these roles. */
  promotion?: Promotion;
}

/** The branch that a stage is promoted to, and the roles that review each promotion. */
export interface Promotion {
  branch: string;
  roles: string[];
}

/**
 * The doors of a stage. GitHub asks for one of an environment's reviewers only, so several roles become a chain of
 * environments, the last role guarding the entry itself; a promotion branch asks all roles at once and needs no chain.
 * A rollback must not wait for a person: its door has no role.
 */
export function gatesOf(environment: string, approvals: readonly string[], by: ApprovalBy): Gate[] {
  if (approvals.length === 0) return [{ name: environment, purpose: "entry" }];
  const rollback: Gate = { name: `${environment}-rollback`, purpose: "rollback" };
  if (by === "pull-request") {
    const promotion = { branch: `release/${environment}`, roles: [...approvals] };
    return [{ name: environment, purpose: "entry", promotion }, rollback];
  }
  const chain = approvals.map(
    (role, index): Gate =>
      index === approvals.length - 1
        ? { name: environment, purpose: "entry", role }
        : { name: `${environment}-${role}`, purpose: "approval", role },
  );
  return [...chain, rollback];
}
