import {
  and,
  dispatch,
  type Expression,
  eq,
  github,
  type Input,
  ne,
  or,
  startsWith,
  type Triggers,
} from "../../model/index.ts";
import type { DeployFile } from "../plan.ts";
import type { Road, RoadStage } from "../road.ts";
import { stageNamed } from "./door.ts";

/** What starts a deployment, and what a person hands over. */
export function startsOf(
  road: Road,
  file: DeployFile,
): Triggers & { readonly dispatch?: ReturnType<typeof dispatch> } {
  const promoted = file.stages.flatMap((name) =>
    stageNamed(road, name).doors.flatMap(({ promotion }) => (promotion ? [promotion.branch] : [])),
  );
  const branches = [...new Set([...file.push, ...promoted])];
  return {
    ...(branches.length === 0 ? {} : { push: { branches } }),
    ...(file.deployments ? { deployment: true } : {}),
    ...(file.dispatch ? { dispatch: dispatch(inputsOf(road, file)) } : {}),
  };
}

function inputsOf(road: Road, file: DeployFile): Record<string, Input> {
  const { version, canary } = file;
  return {
    ...(version ? { version: { description: version.description, type: "string", required: true } } : {}),
    ...(canary
      ? {
          deployment_target: {
            description: "How the release gets its traffic",
            type: "choice",
            options: canary.targets,
            default: canary.targets[0],
          },
          traffic_percentage: {
            description: "The first share of traffic; the next ones follow in order",
            type: "choice",
            options: [`${canary.first}`],
            default: `${canary.first}`,
          },
        }
      : {}),
    ...declarations(road, file),
  };
}

/** What a person may declare to the gates; the runtime reads them from the event, and who declared them from GitHub. */
function declarations(road: Road, { stages, canary }: DeployFile): Record<string, Input> {
  const isGated = stages.some((name) => stageNamed(road, name).tier === "production");
  if (!isGated) return {};
  const expedites = canary?.expedite ?? false;
  const any = expedites || road.overrides || road.firstReleases;
  return {
    ...(expedites
      ? {
          expedite: {
            description: "A security update: shorter soaks, the same approvals",
            type: "boolean",
            default: false,
          },
        }
      : {}),
    ...(road.overrides
      ? {
          override: { description: "Gates to open against their verdict, between commas", type: "string" },
          override_until: { description: "When the override ends, in UTC", type: "string" },
        }
      : {}),
    ...(road.firstReleases
      ? { first_release: { description: "There is no good release yet", type: "boolean", default: false } }
      : {}),
    ...(any ? { reason: { description: "Why, for the record", type: "string" } } : {}),
  };
}

/** On which refs a stage's jobs run, where the workflow starts on more branches than the stage takes. */
export function refsOf(stage: RoadStage, file: DeployFile): Expression | undefined {
  const { branches } = stage;
  const promoted = stage.doors.flatMap(({ promotion }) => (promotion ? [promotion.branch] : []));
  const taken = promoted.length > 0 ? promoted : branches;
  if (!file.dispatch && file.push.every((branch) => taken.includes(branch))) return undefined;
  const refs = taken.map((branch) =>
    branch.endsWith("/*")
      ? startsWith(github.ref, `refs/heads/${branch.slice(0, -1)}`)
      : eq(github.ref, `refs/heads/${branch}`),
  );
  const [only] = refs;
  const onRef = refs.length === 1 && only ? only : or(...refs);
  // A deployment's event is on the deployed commit; the stage is named by the event.
  return file.deployments
    ? or(
        and(eq(github.eventName, "deployment"), ofStage(stage)),
        and(ne(github.eventName, "deployment"), onRef),
      )
    : onRef;
}

function ofStage({ name }: RoadStage): Expression {
  return eq(github.event("deployment", "environment"), name);
}
