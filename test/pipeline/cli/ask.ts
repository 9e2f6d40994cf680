import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command, Frame } from "../../../pipeline/cli/command.ts";
import { commands } from "../../../pipeline/cli/commands.ts";
import { worldFacts } from "../../../pipeline/cli/facts.ts";
import { run } from "../../../pipeline/cli/run.ts";
import { commandOptions } from "../../../pipeline/contract/commands.ts";
import type { Contract } from "../../../pipeline/contract/contract.ts";
import { writeContract } from "../../../pipeline/contract/write.ts";
import { monday } from "../world.ts";

/** What a command did to the world around it. */
export interface Said {
  code: number;
  out: string;
  err: string;
  summary: string;
  /** GITHUB_OUTPUT. */
  output: string;
  /** The file that `--record` named; undefined where none was written. */
  record: string | undefined;
}

export interface Setting {
  contract: Contract;
  environment?: Record<string, string>;
  /** The run's event, as GITHUB_EVENT_PATH holds it. */
  event?: unknown;
  now?: string;
  commands?: readonly Command[];
  frame?: Partial<Frame>;
}

/** Runs a command of the runtime in process, as a job would. `{record}` and `{folder}` stand for paths of the test's own. */
export async function ask(args: readonly string[], setting: Setting): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-cli-"));
  const files = {
    contract: join(folder, "contract.json"),
    record: join(folder, "record.json"),
    event: join(folder, "event.json"),
    summary: join(folder, "summary.md"),
    output: join(folder, "output"),
  };
  try {
    writeFileSync(files.contract, writeContract(setting.contract));
    writeFileSync(files.event, JSON.stringify(setting.event ?? {}));
    const environment: Record<string, string> = {
      GITHUB_REPOSITORY: "acme/app",
      GITHUB_EVENT_PATH: files.event,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_OUTPUT: files.output,
      ...setting.environment,
    };
    const now = () => Date.parse(setting.now ?? monday);
    const wait = async () => undefined;
    const said = { out: "", err: "" };
    const known = setting.commands ?? commands;
    const name = known.find((one) => args.join(" ").startsWith(one.name))?.name;
    const takesContract = name !== undefined && "contract" in commandOptions[name];
    const isBound = !takesContract || args.includes("--contract") || args.includes("--help");
    const code = await run(
      known,
      [
        ...args.map((arg) => arg.replace("{record}", files.record).replace("{folder}", folder)),
        ...(isBound ? [] : ["--contract", files.contract]),
      ],
      {
        environment,
        now,
        out: (text) => {
          said.out += text;
        },
        err: (text) => {
          said.err += text;
        },
        colour: false,
        wait,
        runtimeHash: () => undefined,
        ...worldFacts(environment, now, wait),
        ...setting.frame,
      },
    );
    return {
      code,
      ...said,
      summary: read(files.summary) ?? "",
      output: read(files.output) ?? "",
      record: read(files.record),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
