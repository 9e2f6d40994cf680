import type pb from "@pulumi/pulumi/proto/language_pb.js";
import { z } from "zod";

/** What Pulumi.yaml, PulumiPolicy.yaml or PulumiPlugin.yaml may say under `runtime.options`. */
const runtimeOptions = z.object({
  typescript: z.boolean().default(true),
  tsconfig: z.string().optional(),
  nodeargs: z.string().default(""),
  packagemanager: z.string().optional(),
});

export interface RuntimeOptions {
  /** Arguments for Node itself. */
  readonly nodeArgs: readonly string[];
  /** What the SDK's entry points read to decide whether they load ts-node. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Reads the runtime options of a program, policy pack or plugin. `typescript` is on unless it says false, as with
 * the official host.
 */
export function readRuntimeOptions(info: pb.ProgramInfo | undefined): RuntimeOptions {
  const parsed = runtimeOptions.safeParse(info?.getOptions()?.toJavaScript() ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `runtime.options.${issue?.path.join(".")} of the project at ${info?.getRootDirectory()}: ${issue?.message}`,
    );
  }
  const { typescript, tsconfig, nodeargs } = parsed.data;
  return {
    nodeArgs: nodeargs.split(/\s+/).filter((arg) => arg !== ""),
    environment: {
      ...(typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
      ...(tsconfig !== undefined && { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
    },
  };
}
