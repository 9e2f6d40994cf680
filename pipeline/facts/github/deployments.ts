import { z } from "zod";
import { askAll, momentOf, type Source } from "../tell.ts";

export const deploymentsAnswer = z.array(
  z.object({
    id: z.int(),
    sha: z.string(),
    created_at: z.iso.datetime({ offset: true }),
    updated_at: z.iso.datetime({ offset: true }),
  }),
);

export const statusesAnswer = z.array(
  z.object({
    state: z.string(),
    created_at: z.iso.datetime({ offset: true }),
    log_url: z.string().optional(),
    target_url: z.string().optional(),
  }),
);

/** A deployment of GitHub with what became of it. */
export interface Deployment {
  id: number;
  sha: string;
  /** The run that made it; null where none of its statuses names one. */
  run: number | null;
  createdAt: string;
  /** When it went on after waiting; null while it waits, and where it was turned away. */
  startedAt: string | null;
  succeeded: boolean;
}

const dayInMs = 24 * 3_600_000;

/** The time for which a run may wait for an approval (GitHub Docs, "Usage limits"). */
const longestWait = 30 * dayInMs;

/** Deployments to an environment that changed since a moment (milliseconds since 1970), newest first. */
export async function readDeployments(
  source: Source,
  environment: string,
  filter: { changedSince?: number; sha?: string },
): Promise<Deployment[]> {
  const since = filter.changedSince ?? 0;
  const found = await askAll(
    source,
    "GET /repos/{owner}/{repo}/deployments",
    { environment, ...(filter.sha === undefined ? {} : { sha: filter.sha }) },
    deploymentsAnswer,
    (deployments) => deployments,
    // The list is by creation: behind these, nothing can have begun since.
    (page) => page.some(({ created_at }) => Date.parse(created_at) < since - longestWait),
  );
  const recent = found.filter(({ updated_at }) => Date.parse(updated_at) >= since);
  const deployments: Deployment[] = [];
  for (const { id, sha, created_at } of recent) {
    deployments.push({ id, sha, createdAt: momentOf(created_at), ...(await readStatuses(source, id)) });
  }
  return deployments;
}

/** States that say that a deployment no longer waits. An `inactive` one was replaced by a newer one. */
const begun: readonly string[] = ["in_progress", "success", "failure", "error", "inactive"];

async function readStatuses(
  source: Source,
  deployment: number,
): Promise<Pick<Deployment, "run" | "startedAt" | "succeeded">> {
  const statuses = await askAll(
    source,
    "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
    { deployment_id: deployment },
    statusesAnswer,
    (page) => page,
  );
  const ordered = statuses.toSorted(
    (one, other) => Date.parse(one.created_at) - Date.parse(other.created_at),
  );
  const run = ordered
    .map(({ log_url, target_url }) => /\/actions\/runs\/(\d+)(?:\/|$)/.exec(log_url || target_url || "")?.[1])
    .find((id) => id !== undefined);
  const states = ordered.map(({ state }) => state);
  // A deployment that was rejected goes from waiting to failure without ever being in progress.
  const passed = states.includes("in_progress") || states.includes("success");
  const start = passed ? ordered.find(({ state }) => begun.includes(state)) : undefined;
  return {
    run: run === undefined ? null : Number(run),
    startedAt: start ? momentOf(start.created_at) : null,
    succeeded: states.includes("success"),
  };
}
