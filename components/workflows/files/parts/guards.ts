import { github, type Job, job } from "../../model/index.ts";
import type { AnyJob } from "../../model/job.ts";
import type { Road } from "../road.ts";
import { bringRuntime, checkout } from "./checkout.ts";
import { runtime } from "./runtime.ts";

const titles = { "protected-paths": "Integrity guard", "dependency-freeze": "Dependency freeze" } as const;
export type GuardRule = keyof typeof titles;

/** Holds a change against one rule: labels of its pull request, also after the merge. */
export function guardJob(
  rule: GuardRule,
  given: { id?: string; name?: string; needs?: readonly AnyJob[] } = {},
): Job {
  const { id = rule, name = titles[rule], needs = [] } = given;
  return job(id, {
    name,
    needs,
    timeoutMinutes: 5,
    steps: [
      // All commits of the change, so that its files can be listed.
      ...bringRuntime(),
      checkout(github.sha, { depth: 0 }),
      runtime(`Hold the change against ${rule}`, "guard", { rule }, { id: "guard", record: `${rule}.json` }),
    ],
  });
}

/** The guards of the road before everything else: the integrity guard, then the dependency freeze (S000-BUILD-03). */
export function guardJobs({ guards }: Road): Job[] {
  const rules: GuardRule[] = [
    ...(guards.protectedPaths ? (["protected-paths"] as const) : []),
    ...(guards.dependencyFreeze ? (["dependency-freeze"] as const) : []),
  ];
  const jobs: Job[] = [];
  for (const rule of rules) jobs.push(guardJob(rule, { needs: jobs.slice(-1) }));
  return jobs;
}
