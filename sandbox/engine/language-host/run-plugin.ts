import type { ServerWritableStream } from "@grpc/grpc-js";
import pb from "@pulumi/pulumi/proto/language_pb.js";
import type { Children, Ending } from "./children.ts";
import { locateEntryPoint } from "./entry-point.ts";
import { servePolicyPack } from "./policy-pack.ts";
import { readRuntimeOptions } from "./runtime-options.ts";

/** A call whose answer is the plugin's output, and at its end the exit code. */
export type PluginCall = ServerWritableStream<pb.RunPluginRequest, pb.RunPluginResponse>;

/** Runs a policy pack or a provider that is written in TypeScript until it ends or the engine cancels the call. */
export async function runPlugin(call: PluginCall, children: Children): Promise<void> {
  const code =
    call.request.getKind() === "analyzer"
      ? await runPolicyPack(call, children)
      : await runOther(call, children);
  const last = new pb.RunPluginResponse();
  last.setExitcode(code);
  call.write(last);
  call.end();
}

async function runOther(call: PluginCall, children: Children): Promise<number> {
  const { request } = call;
  const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const { nodeArgs, environment } = readRuntimeOptions(request.getInfo());
  const { child, ended } = children.start({
    args: [...nodeArgs, locateEntryPoint("run-plugin", directory), directory, ...request.getArgsList()],
    cwd: request.getPwd(),
    env: { ...givenEnvironment(request), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  call.on("cancelled", () => void children.stop(child));
  child.stdout?.on("data", (chunk: Buffer) => writeStdout(call, chunk));
  child.stderr?.on("data", (chunk: Buffer) => writeStderr(call, chunk));
  return exitCode(await ended);
}

async function runPolicyPack(call: PluginCall, children: Children): Promise<number> {
  const { request } = call;
  const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const { nodeArgs, environment } = readRuntimeOptions(request.getInfo());
  const pack = await servePolicyPack(
    (stackEnvironment) => {
      // cmd/run-policy-pack wants the pack's folder last, and packs rely on running inside it.
      const started = children.start({
        args: [
          ...nodeArgs,
          locateEntryPoint("run-policy-pack", directory),
          ...request.getArgsList(),
          directory,
        ],
        cwd: directory,
        env: { ...givenEnvironment(request), ...environment, ...stackEnvironment },
        stdio: ["ignore", "pipe", "pipe"],
      });
      call.on("cancelled", () => void children.stop(started.child));
      started.child.stderr?.on("data", (chunk: Buffer) => writeStderr(call, chunk));
      return started;
    },
    (chunk) => writeStdout(call, chunk),
  );
  call.on("cancelled", pack.close);
  writeStdout(call, Buffer.from(`${pack.port}\n`));
  try {
    return exitCode(await pack.ended);
  } finally {
    pack.close();
  }
}

/** The environment that the engine gives to this plugin, which replaces the host's own. */
function givenEnvironment(request: pb.RunPluginRequest): NodeJS.ProcessEnv {
  const pairs = request.getEnvList().map((pair): [string, string] => {
    const split = pair.indexOf("=", 1);
    return [pair.slice(0, split), pair.slice(split + 1)];
  });
  return Object.fromEntries(pairs);
}

function writeStdout(call: PluginCall, chunk: Buffer): void {
  const message = new pb.RunPluginResponse();
  message.setStdout(chunk);
  call.write(message);
}

function writeStderr(call: PluginCall, chunk: Buffer): void {
  const message = new pb.RunPluginResponse();
  message.setStderr(chunk);
  call.write(message);
}

/** A signal has no exit code of its own: shells say 128, and so does this. */
function exitCode(ending: Ending): number {
  return "code" in ending ? ending.code : 128;
}
