import { bundle } from "../../pipeline/bundle/bundle.ts";
import { type Contract, contractVersion } from "../../pipeline/contract/contract.ts";

export { applyMigrationScript } from "../../pipeline/contract/apply-migration.ts";
export { usualMonitor, usualThirdParties, usualWatch } from "../../pipeline/contract/watch.ts";

import { writeContract } from "../../pipeline/contract/write.ts";
import type { FileSet } from "../delivery/gather.ts";

/** The rules that releases are judged by; which runtime reads them is not for settings to say. */
export type Rules = Omit<Contract, "contract" | "runtime">;

/** Where the runtime and its rules lie in the application repository. */
export const runtimeFile = ".gatehouse/pipeline.mjs";
export const contractFile = ".gatehouse/contract.json";
/** What an inspector runs on an export of the archive, without any network. */
export const verifierFile = ".gatehouse/verify.mjs";

/**
 * The runtime as one file, and the rules that name its hash: a runtime refuses rules that were written for another.
 *
 * @throws ZodError when the rules contradict each other; the settings are checked for that before.
 */
export async function runtimeFiles(rules: Rules): Promise<FileSet> {
  const [{ version, code, sha256 }, verifier] = await Promise.all([
    bundle(),
    bundle("pipeline/audit/verify/offline.ts"),
  ]);
  const contract = writeContract({
    contract: contractVersion,
    runtime: { version, sha256 },
    ...rules,
  });
  return {
    from: "the runtime",
    files: {
      [runtimeFile]: { content: code },
      [contractFile]: { content: contract },
      [verifierFile]: { content: verifier.code },
    },
  };
}
