import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Frame } from "../../../pipeline/cli/command.ts";
import { run } from "../../../pipeline/cli/run.ts";
import { reportCommands } from "../../../pipeline/report/commands/index.ts";

/** A folder that goes with the test. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "gatehouse-report-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A file with this text, by its path. */
export function file(name: string, text: string, inside = folder()): string {
  const path = join(inside, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Runs a command as the runtime does. */
export async function command(
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const asks = () => Promise.reject(new Error("no report asks for facts"));
  const frame: Frame = {
    environment: {},
    now: () => 0,
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    colour: false,
    runtimeHash: () => undefined,
    gateFacts: asks,
    approvalFacts: asks,
  };
  const code = await run(reportCommands, args, frame);
  return { code, ...said };
}
