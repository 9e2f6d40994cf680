/** The scopes of a job's token that workflows of Gatehouse use. */
export const scopes = [
  "actions",
  "attestations",
  "checks",
  "contents",
  "deployments",
  "id-token",
  "issues",
  "packages",
  "pull-requests",
  "security-events",
  "statuses",
] as const;
export type Scope = (typeof scopes)[number];
export type Level = "read" | "write";

export type Permissions = { readonly [S in Scope]?: S extends "id-token" ? "write" : Level };

/** A scope of a job with what asks for it. */
export interface Grant {
  readonly scope: Scope;
  readonly level: Level;
  /** The names of the steps, or of the called workflow. */
  readonly for: readonly string[];
}

/** Who asks for what. */
export interface Asking {
  readonly name: string;
  readonly permissions: Readonly<Partial<Record<Scope, Level>>>;
}

/** The least that serves all: what each asks for, and no more. Sorted by scope. */
export function leastOf(asking: readonly Asking[]): Grant[] {
  return scopes.flatMap((scope) => {
    const askers = asking.filter(({ permissions }) => permissions[scope] !== undefined);
    if (askers.length === 0) return [];
    const level = askers.some(({ permissions }) => permissions[scope] === "write") ? "write" : "read";
    return [{ scope, level, for: [...new Set(askers.map(({ name }) => name))] }];
  });
}
