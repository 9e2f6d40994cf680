import { z } from "zod";
import { type Api, call, callFor } from "./call.ts";
import { type Host, HostError, type Placed, type Shift } from "./host.ts";
import { until, type Wait } from "./patience.ts";

export interface VercelAccess {
  /** The project's id. */
  project: string;
  team: string | undefined;
  token: string;
  /** Default is Vercel's own. */
  url?: string;
  wait: Wait;
}

/** The name under which a deployment carries its release: `vercel deploy --meta gatehouseRelease=SHA`. */
export const releaseMeta = "gatehouseRelease";

const meta = z.record(z.string(), z.unknown()).nullish();

/** Vercel REST API, "Find a project by id or name". */
const project = z.object({
  targets: z.object({ production: z.object({ id: z.string(), meta }).nullish() }).nullish(),
  lastAliasRequest: z
    .object({ toDeploymentId: z.string(), jobStatus: z.string(), type: z.string() })
    .nullish(),
});

/** Vercel REST API, "List deployments". */
const deployments = z.object({
  deployments: z.array(
    z.object({
      uid: z.string(),
      state: z.string(),
      created: z.number(),
      /** `STAGED`: it never had production traffic. */
      readySubstate: z.string().nullish(),
      meta,
    }),
  ),
});

/** A site on Vercel: promoting and going back move the domains from one finished build to another. */
export function vercelHost({
  project: id,
  team,
  token,
  url = "https://api.vercel.com",
  wait,
}: VercelAccess): Host {
  const api: Api = { name: "Vercel", url, headers: async () => ({ authorization: `Bearer ${token}` }) };
  const query = (more: Readonly<Record<string, string>> = {}) => {
    const search = new URLSearchParams({ ...more, ...(team ? { teamId: team } : {}) }).toString();
    return search ? `?${search}` : "";
  };
  const read = () => callFor(api, { path: `/v9/projects/${id}${query()}` }, project);

  /** Finished builds of a commit, the newest first: it may have been built again with other variables. */
  async function buildsOf(sha: string) {
    const { deployments: found } = await callFor(
      api,
      {
        path: `/v6/deployments${query({
          projectId: id,
          target: "production",
          state: "READY",
          limit: "100",
          [`meta-${releaseMeta}`]: sha,
        })}`,
      },
      deployments,
    );
    return found
      .filter((one) => one.state === "READY" && shaOf(one.meta) === sha)
      .sort((a, b) => b.created - a.created);
  }

  async function find(sha: string): Promise<Placed> {
    const [newest] = await buildsOf(sha);
    if (newest) return { id: newest.uid, sha };
    throw new HostError(
      `Vercel has no finished production deployment of ${sha.slice(0, 12)} in ${id}. It may have been deleted by a ` +
        "retention rule: deploy that commit again by the deploy workflow.",
      false,
    );
  }

  async function point(to: Placed, path: string): Promise<Shift> {
    if ((await read()).targets?.production?.id === to.id) return { how: "there", to };
    await call(api, { method: "POST", path: `${path}${query()}`, body: {} });
    await until(
      async () => {
        const { targets, lastAliasRequest } = await read();
        const job = lastAliasRequest?.toDeploymentId === to.id ? lastAliasRequest.jobStatus : undefined;
        if (job === "failed") {
          throw new HostError(`Vercel could not move the domains of ${id} to ${to.id}.`, false);
        }
        if (targets?.production?.id === to.id && (job === undefined || job === "succeeded")) return true;
        return undefined;
      },
      { wait, everySeconds: 2, mostSeconds: 120, what: `Moving the domains of ${id} to ${to.id}` },
    );
    return { how: "done", to };
  }

  return {
    platform: "vercel",
    promote: async (sha) => {
      const to = await find(sha);
      return point(to, `/v10/projects/${id}/promote/${to.id}`);
    },
    hadTraffic: async ({ sha }) => {
      const builds = await buildsOf(sha);
      return builds.length === 0 || builds.some(({ readySubstate }) => readySubstate !== "STAGED");
    },
    restore: async (sha) => {
      const to = await find(sha);
      return point(to, `/v1/projects/${id}/rollback/${to.id}`);
    },
  };
}

function shaOf(given: z.infer<typeof meta>): string | undefined {
  const sha = given?.[releaseMeta];
  return typeof sha === "string" ? sha : undefined;
}
