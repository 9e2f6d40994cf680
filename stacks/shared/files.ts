import type { FileSet } from "../../components/delivery/gather.ts";
import { codeOwnersPath } from "../../components/protection/code-owners.ts";
import { applyMigrationScript, runtimeFiles } from "../../components/runtime/index.ts";
import { smokeSuiteFiles } from "../../components/smoke/index.ts";
import { preCommitConfig } from "../../components/workflows/toolchains/index.ts";
import type { SharedSettings } from "../settings/schema.ts";
import { codeOwnersText } from "./code-owners.ts";
import { rulesOf } from "./contract.ts";
import { documentsOf } from "./documents.ts";
import { roadOf } from "./road.ts";
import { workflowFacts } from "./workflow-facts.ts";
import { releaseChecks, workflowFiles } from "./workflows.ts";

/** Every file that the application repository gets from here. */
export async function deliveredFiles(settings: SharedSettings): Promise<FileSet[]> {
  const rules = rulesOf(settings, releaseChecks(settings));
  return [
    workflowFiles(settings),
    await runtimeFiles(rules),
    codeOwners(settings),
    documentsOf(settings, rules, workflowFacts(settings)),
    textFiles("smoke", settings.smoke ? smokeSuiteFiles(settings.smoke) : {}),
    preCommit(settings),
    migrationScript(settings),
  ];
}

function codeOwners(settings: SharedSettings): FileSet {
  const content = codeOwnersText(settings);
  return textFiles("protection.pipelineOwners", content === undefined ? {} : { [codeOwnersPath]: content });
}

/** The checks of a commit on a developer's machine, where the workflows have services. */
function preCommit(settings: SharedSettings): FileSet {
  const services = roadOf(settings).services.map(({ checked }) => checked);
  return textFiles(
    "workflows.services",
    services.length > 0 ? { ".pre-commit-config.yaml": preCommitConfig(services) } : {},
  );
}

function migrationScript({ migrations }: SharedSettings): FileSet {
  const script = migrations?.script;
  if (script === undefined) return textFiles("migrations.script", {});
  // From the script's folder to the repository's root.
  const up = script.split("/").length - 1;
  return textFiles("migrations.script", { [script]: applyMigrationScript(up) });
}

function textFiles(from: string, texts: Readonly<Record<string, string>>): FileSet {
  return {
    from,
    files: Object.fromEntries(Object.entries(texts).map(([path, content]) => [path, { content }])),
  };
}
