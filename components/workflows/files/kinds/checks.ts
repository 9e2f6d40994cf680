import { github, text, type Workflow, workflow } from "../../model/index.ts";
import { type Service, verification } from "../../toolchains/index.ts";
import { contextOf, serviceNamed } from "../parts/inner-checks.ts";
import type { CheckFile } from "../plan.ts";
import type { Road } from "../road.ts";

/** What every pull request must pass. It deploys nothing and may write nothing, so a fork's changes can run in it. */
export function checkWorkflow(road: Road, { file, name, push, pullRequests, services }: CheckFile): Workflow {
  const { jobs } = verification(
    services.map((service) => withoutSecrets(serviceNamed(road, service).checked)),
    contextOf(road, { publish: false, environment: firstStage(road) }),
  );
  return workflow({
    file,
    name,
    on: {
      ...(push.length === 0 ? {} : { push: { branches: push } }),
      ...(pullRequests ? { pullRequest: {} } : {}),
    },
    concurrency: { group: text`checks-${github.workflow}-${github.ref}`, cancelInProgress: true },
    jobs,
  });
}

/** GitHub hands a fork's pull request no secret, so what needs one is checked when the change is on a branch. */
function withoutSecrets(service: Service): Service {
  const stages = service.toolchain.stages
    .map((stage) => ({ ...stage, checks: stage.checks.filter((check) => check !== "snyk") }))
    .filter(({ checks }) => checks.length > 0);
  return { ...service, toolchain: { ...service.toolchain, stages } };
}

/** The stage whose rules hold for migrations of a change that is on its way to none yet. */
export function firstStage({ stages }: Road): string {
  return Object.keys(stages)[0] ?? "development";
}
