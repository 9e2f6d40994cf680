import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import { type Engine, EngineError, findEngine } from "../../sandbox/engine/index.ts";
import {
  type Account,
  AccountError,
  openSandbox,
  readAccount,
  type SandboxOptions,
} from "../../sandbox/index.ts";
import { refreshWorkingCopy } from "../../sandbox/working-copy.ts";
import { exitCodes, Failure } from "../failure.ts";
import type { Interruption } from "../interruption.ts";
import { type Intents, openIntents } from "../recovery/intent.ts";

/** The engine at work on one pipeline in one sandbox. */
export interface Session {
  engine: { version: string; source: string };
  /** Where Pulumi keeps the state, as a URL. */
  backend: string;
  /** The Pulumi project's name. */
  project: string;
  /** The stack, made where it does not exist yet. */
  open(stack: string): Promise<Stack>;
  /** The root of the sandbox's GitHub API. */
  githubUrl: string;
  /** The names of the stacks that exist. */
  existing(): Promise<string[]>;
  /** The id of the resource that these inputs name, when the cloud has it. */
  find(type: string, inputs: Record<string, unknown>): string | undefined;
  intents: Intents;
  close(): Promise<void>;
}

/** @throws Failure (3) when no engine can be had. */
export async function readyEngine(interruption: Interruption, onProgress: (text: string) => void) {
  try {
    return await findEngine({ onProgress, signal: interruption.signal });
  } catch (error) {
    interruption.check();
    if (error instanceof EngineError) throw new Failure(exitCodes.noEngine, error.message);
    throw error;
  }
}

/** What the accounts hold at the beginning: as the pipeline's own account.yaml says, or as the sandbox's. */
function accountOf(config: string): Account {
  const own = join(config, "account.yaml");
  try {
    return existsSync(own) ? readAccount(own) : readAccount();
  } catch (error) {
    if (error instanceof AccountError) throw new Failure(exitCodes.badInput, error.message);
    throw error;
  }
}

/**
 * Opens the sandbox and a workspace in it. The engine works in a copy of the project's files: with a passphrase it
 * writes into the stack files of its folder, and those are tracked.
 *
 * @param options.config the folder with Pulumi.yaml and the stack files.
 */
export async function openSession(
  engine: Engine,
  { config, ...options }: { config: string } & SandboxOptions,
): Promise<Session> {
  const workDir = refreshWorkingCopy(config, options.folder);
  const sandbox = await openSandbox({ account: accountOf(config), ...options });
  const path = [...engine.path, process.env["PATH"] ?? ""].join(delimiter);
  const workspace = await LocalWorkspace.create({
    workDir,
    pulumiCommand: await PulumiCommand.get({ root: engine.root }),
    envVars: {
      // The engine starts Node anew for each operation; compiled code that is kept saves a fifth of that. It is kept
      // where only the checkout's owner writes: who can write there decides what Node runs.
      NODE_COMPILE_CACHE: resolve(import.meta.dirname, "../../.gatehouse/compile-cache"),
      ...sandbox.environment,
      PATH: path,
    },
  });
  const { name: project } = await workspace.projectSettings();
  const opened = new Map<string, Promise<Stack>>();
  return {
    engine: { version: engine.version, source: engine.source },
    backend: sandbox.environment["PULUMI_BACKEND_URL"] ?? "",
    project,
    githubUrl: sandbox.githubUrl,
    open(name) {
      const stack = opened.get(name) ?? Stack.createOrSelect(name, workspace);
      opened.set(name, stack);
      return stack;
    },
    async existing() {
      return (await workspace.listStacks()).map(({ name }) => name);
    },
    find: (type, inputs) => sandbox.find(type, inputs),
    intents: openIntents(options.folder),
    close: () => sandbox.close(),
  };
}
