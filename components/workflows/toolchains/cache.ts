import { and, type Expression, eq, github, hashFiles, ne, type Step, text, uses } from "../model/index.ts";
import type { Context } from "./context.ts";

/**
 * The packages that a package manager downloaded, kept between runs. Only a push to the default branch saves them, so
 * that no pull request, of a fork or not, leaves anything where another run finds it. Jobs that make what is deployed
 * use no cache at all.
 */
export function cached(
  { paths, locks }: { paths: readonly string[]; locks: readonly [string, ...string[]] },
  install: readonly Step[],
  context: Context,
): Step[] {
  const key = text`downloads-${hashFiles(...locks)}`;
  const path = paths.join("\n");
  const restore = uses("Restore downloaded packages", {
    id: "downloads",
    uses: "actions/cache/restore",
    with: { path, key },
    outputs: ["cache-hit"],
  });
  return [
    restore,
    ...install,
    uses("Save downloaded packages", {
      uses: "actions/cache/save",
      if: and(savesCaches(context), ne(restore.outputs["cache-hit"], "true")),
      with: { path, key },
    }),
  ];
}

/** Whether this run may leave something for others: on a push to the default branch, whose code was reviewed. */
export function savesCaches({ defaultBranch }: Context): Expression {
  return and(eq(github.eventName, "push"), eq(github.ref, `refs/heads/${defaultBranch}`));
}
