import type { FileSet } from "../../components/delivery/gather.ts";
import {
  renderedFiles,
  rollbackScript,
  rollbackScriptPath,
  type WorkflowFile,
  workflowsOf,
} from "../../components/workflows/files/index.ts";
import { checksOf, matchesBranch, type Workflow } from "../../components/workflows/model/index.ts";
import type { WorkflowSettings } from "../settings/workflows.ts";
import { cronsOf } from "./crons.ts";
import { type Given, roadOf } from "./road.ts";

export { roadOf } from "./road.ts";

/** The files that the settings ask for. */
export function filesOf({ workflows, environments }: Given): WorkflowFile[] {
  return Object.entries(workflows.files).map(([file, given]) => fileOf(file, given, environments));
}

function fileOf(
  file: string,
  given: WorkflowSettings["files"][string],
  environments: Given["environments"],
): WorkflowFile {
  switch (given.kind) {
    case "checks":
    case "guard":
    case "promote":
    case "request":
      return { ...given, file };
    case "deploy": {
      const { environments: stages, ...rest } = given;
      return { ...rest, file, stages, backup: stages.some((name) => environments[name]?.backup ?? false) };
    }
    case "rollback": {
      const { environments: stages, ...rest } = given;
      return { ...rest, file, stages };
    }
    default: {
      const { environments: stages, schedule, ...rest } = given;
      return { ...rest, file, stages, schedule: cronsOf(schedule, file) };
    }
  }
}

/**
 * The names of the checks that a commit on the default branch leaves behind, for gates that ask for them: those of
 * files of kind checks that run on its pushes.
 */
export function releaseChecks(settings: Given): string[] {
  const { defaultBranch } = settings.github;
  const files = filesOf(settings).filter(
    (file) => file.kind === "checks" && matchesBranch(file.push, defaultBranch),
  );
  return workflowsOf(roadOf(settings), files)
    .flatMap((workflow) => checksOf(workflow, defaultBranch))
    .map(({ context }) => context);
}

/** Every workflow that the settings ask for. */
export function declaredWorkflows(settings: Given): Workflow[] {
  return workflowsOf(roadOf(settings), filesOf(settings));
}

/** Every workflow of the application repository, and the script that starts a rollback, ready to be delivered. */
export function workflowFiles(settings: Given): FileSet {
  const rendered = renderedFiles(declaredWorkflows(settings), settings.github.defaultBranch);
  return {
    from: "workflows.files",
    files: {
      ...Object.fromEntries([...rendered].map(([path, { content, checks }]) => [path, { content, checks }])),
      ...scriptFile(settings),
    },
  };
}

/** The script needs an environment and a version to hand over: it is there where the rollback takes both. */
function scriptFile({ workflows, github }: Given): FileSet["files"] {
  for (const [file, given] of Object.entries(workflows.files)) {
    if (given.kind !== "rollback") continue;
    const { environment, version } = given.inputs;
    if (environment === undefined || version === undefined) continue;
    const content = rollbackScript({
      file,
      branch: github.defaultBranch,
      environments: given.environments,
      environmentInput: environment,
      versionInput: version,
    });
    return { [rollbackScriptPath]: { content, executable: true } };
  }
  return {};
}
