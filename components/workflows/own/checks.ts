import { github, job, run, text, workflow } from "../model/index.ts";
import { setUp } from "./parts.ts";

/** Lint, types, every test, and the policy pack: what a new machine must pass. */
export function checks() {
  return workflow({
    file: "checks.yml",
    name: "Checks",
    on: { push: { branches: ["main"] }, pullRequest: {} },
    concurrency: { group: text`checks-${github.ref}`, cancelInProgress: true },
    jobs: [
      job("checks", {
        name: "Lint, types and tests",
        timeoutMinutes: 60,
        steps: [...setUp(), run("Run what a new machine must pass", { run: ".ci/run" })],
      }),
    ],
  });
}
