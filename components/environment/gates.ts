/** One GitHub environment of a stage: a door, with who opens it. */
export interface Gate {
  /** The GitHub environment's name. */
  name: string;
  /** `approval`: a step of the chain before the entry. `entry`: where jobs deploy. `rollback`: the way back. */
  purpose: "approval" | "entry" | "rollback";
  /** The role whose approval opens it; none opens without a person. */
  role?: string;
}

/**
 * The doors of a stage. GitHub asks for one of an environment's reviewers only, so several roles become a chain of
 * environments, the last role guarding the entry itself. A rollback must not wait for a person: its door has no role.
 */
export function gatesOf(environment: string, approvals: readonly string[]): Gate[] {
  const chain = approvals.slice(0, -1).map(
    (role): Gate => ({
      name: `${environment}-${role}`,
      purpose: "approval",
      role,
    }),
  );
  const last = approvals.at(-1);
  const entry: Gate = { name: environment, purpose: "entry", ...(last ? { role: last } : {}) };
  const rollback: Gate[] = last ? [{ name: `${environment}-rollback`, purpose: "rollback" }] : [];
  return [...chain, entry, ...rollback];
}
