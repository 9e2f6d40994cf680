import { z } from "zod";
import { askJson } from "../../../platforms/http/figure.ts";
import type { Environment } from "../../cli/command.ts";
import type { Look } from "../finding.ts";

/** Vercel REST API, "List deployments". */
const answer = z.object({
  deployments: z.array(z.object({ uid: z.string(), created: z.number(), readyState: z.string() })),
});

/** Vercel ends a build after 45 minutes. */
const longestBuildMinutes = 60;

const needed = ["VERCEL_TOKEN", "VERCEL_PROJECT_ID"] as const;

/** The state of a site's newest deployment on Vercel (S001-MON-02). */
export function vercelLook(subject: string, variables: Environment, now: number): Look {
  return {
    check: "deployments",
    subject,
    async run() {
      const missing = needed.filter((name) => !variables[name]);
      if (missing.length > 0)
        return { verdict: "unknown", why: `${missing.join(", ")} not set in this job.` };
      const { VERCEL_PROJECT_ID = "", VERCEL_TOKEN, VERCEL_ORG_ID, VERCEL_TARGET = "production" } = variables;
      const search = new URLSearchParams({
        projectId: VERCEL_PROJECT_ID,
        limit: "1",
        target: VERCEL_TARGET,
        ...(VERCEL_ORG_ID ? { teamId: VERCEL_ORG_ID } : {}),
      });
      const root = variables["VERCEL_API_URL"] ?? "https://api.vercel.com";
      const found = await askJson(
        { url: `${root}/v6/deployments?${search}`, headers: { authorization: `Bearer ${VERCEL_TOKEN}` } },
        answer,
      );
      if ("missing" in found) return { verdict: "unknown", why: `Vercel: ${found.missing}.` };
      const [newest] = found.data.deployments;
      if (!newest) return { verdict: "unknown", why: "Vercel has no deployment yet." };
      return stateSeen(newest, now);
    },
  };
}

function stateSeen({ uid, created, readyState }: z.infer<typeof answer>["deployments"][number], now: number) {
  const minutes = Math.floor((now - created) / 60_000);
  const why = `Vercel's newest deployment ${uid} is ${readyState}, made ${minutes} min ago.`;
  if (readyState === "READY") return { verdict: "yes", why } as const;
  const isBuilding = ["QUEUED", "INITIALIZING", "BUILDING"].includes(readyState);
  return { verdict: isBuilding && minutes < longestBuildMinutes ? "yes" : "no", why } as const;
}
