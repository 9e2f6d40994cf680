import { type HttpServer, startHttp } from "./http.ts";

export interface Build {
  uid: string;
  sha: string;
  created: number;
  promoted: boolean;
}

/** A project, as Vercel's REST API shows it. */
export interface VercelProject {
  http: HttpServer;
  builds: Build[];
  live: string;
  faults: { status: number; body: string }[];
  moves: { type: "promote" | "rollback"; to: string }[];
  /** How the next move of the domains ends. */
  ends: "succeeded" | "failed";
}

export async function startVercelProject(builds: Build[], live: string): Promise<VercelProject> {
  let asked: { toDeploymentId: string; jobStatus: string; type: string } | undefined;
  let left = 0;
  const http = await startHttp((response, { method, path, headers }) => {
    const json = (document: unknown, status = 200) =>
      void response.writeHead(status).end(JSON.stringify(document));
    const fault = project.faults.shift();
    if (fault) return void response.writeHead(fault.status).end(fault.body);
    const url = new URL(path, "http://vercel");
    if (
      headers.authorization !== "Bearer token-of-the-project" ||
      url.searchParams.get("teamId") !== "team"
    ) {
      return json({ error: { code: "forbidden" } }, 403);
    }
    if (method === "GET" && url.pathname === "/v9/projects/prj") {
      if (asked && left-- <= 0) {
        asked.jobStatus = project.ends;
        if (project.ends === "succeeded") project.live = asked.toDeploymentId;
      }
      return json({
        targets: { production: { id: project.live, meta: {} } },
        lastAliasRequest: asked ?? null,
      });
    }
    if (method === "GET" && url.pathname === "/v6/deployments") {
      const wanted = url.searchParams.get("meta-gatehouseRelease");
      const found = project.builds.filter(({ sha }) => sha === wanted);
      return json({
        deployments: found.map(({ uid, sha, created, promoted }) => ({
          uid,
          state: "READY",
          created,
          readySubstate: promoted ? "PROMOTED" : "STAGED",
          meta: { gatehouseRelease: sha },
        })),
      });
    }
    const move = /^\/v(?:10|1)\/projects\/prj\/(promote|rollback)\/(.+)$/.exec(url.pathname);
    if (method === "POST" && move) {
      const type = move[1] === "promote" ? "promote" : "rollback";
      const to = move[2] ?? "";
      project.moves.push({ type, to });
      asked = { toDeploymentId: to, jobStatus: "in-progress", type };
      left = 2;
      return json({}, 201);
    }
    json({ error: { code: "not_found" } }, 404);
  });
  const project: VercelProject = { http, builds, live, faults: [], moves: [], ends: "succeeded" };
  return project;
}
