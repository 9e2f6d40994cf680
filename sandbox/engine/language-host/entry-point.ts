import { createRequire } from "node:module";
import { join } from "node:path";

/** The three ways in which the SDK runs code of ours: as a program, as a policy pack, as a plugin. */
export type EntryPoint = "run" | "run-policy-pack" | "run-plugin";

/**
 * The file of `@pulumi/pulumi` that runs what lies in `programDirectory`: the copy that the code itself would load,
 * since two copies in one process do not share their state.
 */
export function locateEntryPoint(entry: EntryPoint, programDirectory: string): string {
  try {
    return createRequire(join(programDirectory, "program.js")).resolve(`@pulumi/pulumi/cmd/${entry}`);
  } catch (error) {
    throw new Error(
      `${programDirectory} has no @pulumi/pulumi in its node_modules or in those of a folder above: run \`npm ci\` there`,
      { cause: error },
    );
  }
}
