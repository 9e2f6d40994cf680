import pb from "@pulumi/pulumi/proto/language_pb.js";
import type { Children, Ending } from "./children.ts";
import { locateEntryPoint } from "./entry-point.ts";
import { readRuntimeOptions } from "./runtime-options.ts";

/**
 * The exit code with which the SDK's entry points say "the user has seen the error": the engine then adds nothing.
 * It is `nodeJSProcessExitedAfterLoggingUserActionableMessage` in @pulumi/pulumi's cmd/run.
 */
const alreadyReported = 32;

export interface Addresses {
  /** host:port of the engine. */
  readonly engine: string;
  /** Where traces go; empty for nowhere. */
  readonly tracing: string;
}

/** Runs a Pulumi program to its end and says how it ended. `cancelled` stops it. */
export async function runProgram(
  request: pb.RunRequest,
  addresses: Addresses,
  children: Children,
  cancelled: (stop: () => void) => void,
): Promise<pb.RunResponse> {
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() || request.getPwd();
  const { nodeArgs, environment } = readRuntimeOptions(info);
  const { child, ended } = children.start({
    args: [
      ...nodeArgs,
      locateEntryPoint("run", directory),
      ...flags(request, directory, addresses),
      info?.getEntryPoint() || request.getProgram() || ".",
      ...request.getArgsList(),
    ],
    cwd: directory,
    env: {
      ...process.env,
      ...environment,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  cancelled(() => void children.stop(child));
  return asResponse(await ended);
}

/** The flags of @pulumi/pulumi's cmd/run. Empty values are left out: it would take the next flag for the value. */
function flags(request: pb.RunRequest, directory: string, addresses: Addresses): string[] {
  const values = {
    monitor: request.getMonitorAddress(),
    engine: addresses.engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": request.getInfo()?.getRootDirectory() ?? "",
    stack: request.getStack(),
    pwd: directory,
    parallel: `${request.getParallel()}`,
    tracing: addresses.tracing,
  };
  return [
    ...Object.entries(values).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    ...(request.getQuerymode() ? ["--query-mode"] : []),
  ];
}

function asResponse(ending: Ending): pb.RunResponse {
  const response = new pb.RunResponse();
  if ("signal" in ending) response.setError(`the program was ended by ${ending.signal}`);
  else if (ending.code === alreadyReported) response.setBail(true);
  else if (ending.code !== 0) response.setError(`the program ended with exit code ${ending.code}`);
  return response;
}
