import type { ChildProcess } from "node:child_process";
import { Client, credentials, Server, status } from "@grpc/grpc-js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { Ending } from "./children.ts";
import { bindLocally, noSizeLimit } from "./grpc-options.ts";
import { forward, type RawAnswer, type RawCall, rawAnalyzerService } from "./raw-analyzer.ts";

/** Starts the pack's own process with what is known about the stack in its environment. */
export type StartPack = (stackEnvironment: NodeJS.ProcessEnv) => {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
};

export interface ServedPack {
  /** Where the engine reaches the pack. */
  readonly port: number;
  /** How the pack's process ended. */
  readonly ended: Promise<Ending>;
  /** Stops serving. The pack's process is its starter's to stop. */
  close(): void;
}

/**
 * Stands between the engine and a policy pack.
 *
 * A pack learns its project, stack and configuration from its environment, but the engine tells them only after it
 * has connected (ConfigureStack). So the engine connects to this server; the pack starts once the stack is known,
 * and every call is passed on.
 *
 * @param onOutput hears what the pack writes to stdout after its port.
 */
export async function servePolicyPack(
  startPack: StartPack,
  onOutput: (chunk: Buffer) => void,
): Promise<ServedPack> {
  const ended = Promise.withResolvers<Ending>();
  let pack: Promise<Client> | undefined;

  async function start(stackEnvironment: NodeJS.ProcessEnv): Promise<Client> {
    const started = startPack(stackEnvironment);
    started.ended.then(ended.resolve, ended.reject);
    const port = await firstLine(started.child, onOutput);
    return new Client(`127.0.0.1:${port}`, credentials.createInsecure(), noSizeLimit);
  }

  async function pass(path: string, call: RawCall, answer: RawAnswer): Promise<void> {
    try {
      pack ??= start(path.endsWith("/ConfigureStack") ? stackEnvironment(call.request) : {});
      forward(await pack, path, call, answer);
    } catch (error) {
      answer({ code: status.UNAVAILABLE, details: error instanceof Error ? error.message : `${error}` });
    }
  }

  const handlers = Object.entries(rawAnalyzerService).map(([name, { path }]) => [
    name,
    (call: RawCall, answer: RawAnswer) => void pass(path, call, answer),
  ]);
  const server = new Server(noSizeLimit);
  server.addService(rawAnalyzerService, { ...Object.fromEntries(handlers), handshake: shakeHands });
  return {
    port: await bindLocally(server),
    ended: ended.promise,
    close() {
      server.forceShutdown();
      if (!pack) ended.resolve({ code: 0 });
    },
  };
}

/** The engine greets before it says which stack it is about, so the pack cannot answer this itself. */
function shakeHands(_: RawCall, answer: RawAnswer): void {
  answer(null, Buffer.from(new analyzer.AnalyzerHandshakeResponse().serializeBinary()));
}

/** The variables from which `@pulumi/pulumi` takes the stack and its configuration in a process without an engine. */
function stackEnvironment(message: Buffer): NodeJS.ProcessEnv {
  const request = analyzer.AnalyzerStackConfigureRequest.deserializeBinary(message);
  return {
    PULUMI_NODEJS_ORGANIZATION: request.getOrganization(),
    PULUMI_NODEJS_PROJECT: request.getProject(),
    PULUMI_NODEJS_STACK: request.getStack(),
    PULUMI_NODEJS_DRY_RUN: `${request.getDryRun()}`,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
  };
}

/** Resolves with the first line that the process writes to stdout; what follows goes to `onRest`. */
function firstLine(child: ChildProcess, onRest: (chunk: Buffer) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    let found = false;
    child.stdout?.on("data", (chunk: Buffer) => {
      if (found) return onRest(chunk);
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\n");
      if (end < 0) return;
      found = true;
      resolve(head.toString("utf8", 0, end));
      if (end + 1 < head.length) onRest(head.subarray(end + 1));
    });
    child.once("error", reject);
    child.once("close", () =>
      reject(new Error("the policy pack ended before it said on which port it listens")),
    );
  });
}
