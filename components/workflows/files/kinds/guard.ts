import { github, text, type Workflow, workflow } from "../../model/index.ts";
import { guardJob } from "../parts/guards.ts";
import type { GuardFile } from "../plan.ts";

/**
 * Holds every pull request against a rule. Labels are what approves, so setting or taking one asks again. No filter by
 * paths: a required check that does not report holds a pull request up for ever.
 */
export function guardWorkflow({ file, name, rule, check }: GuardFile): Workflow {
  return workflow({
    file,
    name,
    on: {
      pullRequest: { types: ["opened", "synchronize", "reopened", "labeled", "unlabeled"] },
    },
    concurrency: { group: text`guard-${github.workflow}-${github.ref}`, cancelInProgress: true },
    jobs: [guardJob(rule, { name: check })],
  });
}
