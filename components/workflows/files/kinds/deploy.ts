import { type Expression, github, type Job, job, text, type Workflow, workflow } from "../../model/index.ts";
import type { AnyJob } from "../../model/job.ts";
import { type Artifact, verification } from "../../toolchains/index.ts";
import { approvalJobs } from "../parts/approvals.ts";
import { resolveVersion } from "../parts/checkout.ts";
import { deploymentJob, mustGoBack } from "../parts/deployment.ts";
import { stageNamed } from "../parts/door.ts";
import { failedRun, rollbackJob } from "../parts/going-back.ts";
import { guardJobs } from "../parts/guards.ts";
import { contextOf, serviceNamed } from "../parts/inner-checks.ts";
import { judgeMigrations } from "../parts/judge.ts";
import { refsOf, startsOf } from "../parts/starts.ts";
import type { DeployFile } from "../plan.ts";
import type { Road } from "../road.ts";

/** A release's way into one stage or several: checks and build, each role's yes, the deployment, and the way back. */
export function deployWorkflow(road: Road, file: DeployFile): Workflow {
  const on = startsOf(road, file);
  const found = findRelease(on.dispatch?.inputs["version"]);
  const checked = checksBefore(road, file, found.sha, found.jobs);
  const jobs: AnyJob[] = [...found.jobs, ...checked.jobs];
  let before: readonly AnyJob[] = checked.last.length > 0 ? checked.last : found.jobs;
  const judged = file.migrations
    ? judgeMigrations(file.stages[0] ?? "", { sha: found.sha, needs: unique([...found.jobs, ...before]) })
    : undefined;
  if (judged) {
    jobs.push(judged);
    before = [judged];
  }
  const makers = checked.artifacts.map((artifact) => artifact.job);
  const given = [...found.jobs, ...makers];
  for (const name of file.stages) {
    const stage = stageNamed(road, name);
    const suffix = file.stages.length === 1 ? "" : `-${name}`;
    const chain = approvalJobs(stage, {
      needs: unique([...before, ...found.jobs]),
      if: refsOf(stage, file),
      version: found.sha,
    });
    const deployed = deploymentJob(road, stage, file, `deploy${suffix}`, {
      sha: found.sha,
      needs: unique([
        ...(chain.length > 0 ? chain.slice(-1) : before),
        ...given,
        ...(judged ? [judged] : []),
      ]),
      if: chain.length > 0 ? undefined : refsOf(stage, file),
      artifacts: checked.artifacts,
      judged,
      expedite: on.dispatch?.inputs["expedite"],
    });
    const back = rollbackJob(stage, {
      id: `rollback${suffix}`,
      name: file.stages.length === 1 ? "Roll back" : `Roll back ${name}`,
      needs: unique([deployed, ...found.jobs]),
      if: mustGoBack(deployed),
      services: file.services.map((service) => serviceNamed(road, service)),
      sha: found.sha,
      migrations: file.migrations,
      order: { reason: failedRun(found.sha), automatic: deployed.outputs.signal },
      mayBeRefused: stage.doors.some(({ role }) => role !== undefined),
    });
    jobs.push(...chain, deployed, back);
    before = [deployed];
  }
  return workflow({
    file: file.file,
    name: file.name,
    ...(file.version && on.dispatch?.inputs["version"]
      ? { runName: text`${github.workflow}: ${on.dispatch.inputs["version"]}` }
      : {}),
    on,
    // Each run stands for itself; what must wait does so at the stage it changes.
    concurrency: { group: text`${github.workflow}-${github.runId}` },
    jobs,
  });
}

/** Which commit goes out: the event's, or the version's. */
function findRelease(version: Expression | undefined): { sha: Expression; jobs: Job[] } {
  if (version !== undefined) {
    const step = resolveVersion(version);
    const release = job("release", {
      name: "Find the release",
      timeoutMinutes: 5,
      outputs: { sha: step.outputs.sha },
      steps: [step],
    });
    return { sha: release.outputs.sha, jobs: [release] };
  }
  return { sha: github.sha, jobs: [] };
}

function checksBefore(
  road: Road,
  file: DeployFile,
  sha: Expression,
  first: readonly Job[],
): { jobs: readonly Job[]; last: readonly Job[]; artifacts: readonly Artifact[] } {
  if (!file.verify) return { jobs: [], last: [], artifacts: [] };
  const guards = guardJobs(road);
  const { jobs, last, artifacts } = verification(
    file.services.map((name) => serviceNamed(road, name).checked),
    contextOf(road, {
      publish: true,
      environment: file.stages[0] ?? "",
      needs: guards.length > 0 ? guards.slice(-1) : first,
      ...(first.length === 0 ? {} : { ref: sha }),
    }),
  );
  return { jobs: [...guards, ...jobs], last, artifacts };
}

function unique(jobs: readonly AnyJob[]): AnyJob[] {
  return [...new Set(jobs)];
}
