import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Command, Frame } from "../../../pipeline/cli/command.ts";
import { run } from "../../../pipeline/cli/run.ts";
import type { Contract } from "../../../pipeline/contract/contract.ts";
import { contract as usualContract } from "../world.ts";

export const commit = "c".repeat(40);

/** A folder of its own for a test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "gatehouse-runtime-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A file of a test, with JSON unless it is text. */
export function file(name: string, content: unknown, inFolder = folder()): string {
  const path = join(inFolder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** Variables as GitHub Actions sets them in a job that a person dispatched. */
export const jobVariables = {
  GITHUB_REPOSITORY: "acme/app",
  GITHUB_RUN_ID: "7001",
  GITHUB_RUN_ATTEMPT: "1",
  GITHUB_RUN_NUMBER: "41",
  GITHUB_JOB: "deploy",
  GITHUB_SHA: commit,
  GITHUB_REF_NAME: "main",
  GITHUB_REF_TYPE: "branch",
  GITHUB_EVENT_NAME: "workflow_dispatch",
  GITHUB_ACTOR: "ada",
  GITHUB_TRIGGERING_ACTOR: "ada",
};

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface World extends Partial<Omit<Frame, "environment">> {
  contract?: Contract;
  variables?: Readonly<Record<string, string | undefined>>;
}

/** Runs a command as the runtime does; what nobody expects to be asked refuses. */
export async function runtime(
  commands: readonly Command[],
  args: readonly string[],
  { contract = usualContract, variables = {}, ...given }: World = {},
): Promise<Ran> {
  const ran: Ran = { code: -1, out: "", err: "" };
  const inFolder = folder();
  const options = commands.find(({ name }) => args.join(" ").startsWith(name))?.options ?? {};
  const withContract =
    "contract" in options && !args.includes("--contract")
      ? ["--contract", file("contract.json", contract, inFolder)]
      : [];
  const unexpected = () => Promise.reject(new Error("This test expects nobody to ask for facts"));
  ran.code = await run(commands, [...args, ...withContract], {
    environment: { ...jobVariables, ...variables },
    now: Date.now,
    out: (text) => {
      ran.out += text;
    },
    err: (text) => {
      ran.err += text;
    },
    colour: false,
    wait: async () => undefined,
    runtimeHash: () => undefined,
    gateFacts: unexpected,
    approvalFacts: unexpected,
    ...given,
  });
  return ran;
}
