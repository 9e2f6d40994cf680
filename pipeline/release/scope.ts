/** What a rollback may be limited to (S004-RB-02). */
export const scopes = ["all", "backend", "frontend", "database", "canary"] as const;
export type Scope = (typeof scopes)[number];

/** Which parts a scope touches. */
export function touches(scope: Scope, part: "backend" | "frontend" | "database"): boolean {
  if (scope === "canary") return part === "backend";
  return scope === "all" || scope === part;
}
