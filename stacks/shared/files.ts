import type { FileSet } from "../../components/delivery/gather.ts";
import { codeOwnersPath } from "../../components/protection/code-owners.ts";
import { runtimeFiles } from "../../components/runtime/index.ts";
import type { SharedSettings } from "../settings/schema.ts";
import { codeOwnersText } from "./code-owners.ts";
import { rulesOf } from "./contract.ts";
import { documentsOf } from "./documents.ts";

/** Every file that the application repository gets from here. */
export async function deliveredFiles(settings: SharedSettings): Promise<FileSet[]> {
  const rules = rulesOf(settings, []);
  return [await runtimeFiles(rules), codeOwners(settings), documentsOf(settings, rules, [])];
}

function codeOwners(settings: SharedSettings): FileSet {
  const content = codeOwnersText(settings);
  return {
    from: "protection.pipelineOwners",
    files: content === undefined ? {} : { [codeOwnersPath]: { content } },
  };
}
