import type { FileSet } from "../../components/delivery/gather.ts";
import { codeOwnersPath } from "../../components/protection/code-owners.ts";
import { runtimeFiles } from "../../components/runtime/index.ts";
import type { SharedSettings } from "../settings/schema.ts";
import { codeOwnersText } from "./code-owners.ts";
import { rulesOf } from "./contract.ts";

/** Every file that the application repository gets from here. */
export async function deliveredFiles(settings: SharedSettings): Promise<FileSet[]> {
  return [await runtimeFiles(rulesOf(settings, [])), codeOwners(settings)];
}

function codeOwners(settings: SharedSettings): FileSet {
  const content = codeOwnersText(settings);
  return {
    from: "protection.pipelineOwners",
    files: content === undefined ? {} : { [codeOwnersPath]: { content } },
  };
}
