import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { readyAct } from "../../../checkers/index.ts";
import { type Answers, keeper, type Runtime, runtimeStandIn, standIn, standIns } from "./stand-ins.ts";
import type { Script } from "./steps.ts";
import { injected, mark } from "./values.ts";
import { carrier, type Trial, trialOf } from "./workflow.ts";

const run = promisify(execFile);

/** What went wrong, one line each; nothing when the value stayed a text everywhere. */
export interface Outcome {
  readonly faults: readonly string[];
  /** The scripts that read the value and called commands, and handed it to none of them whole. */
  readonly missed: readonly string[];
  /** How many handed it on whole. */
  readonly reached: number;
}

/** Runs the scripts in nektos/act on this machine, with the value in place of all that they read from others. */
export async function tryOut(
  scripts: readonly Script[],
  make: (folder: string) => string,
  { answers = "found", runtime }: { answers?: Answers; runtime?: Runtime } = {},
): Promise<Outcome> {
  const root = mkdtempSync(join(tmpdir(), "gatehouse-act-"));
  try {
    const place = layOut(root, scripts, answers);
    const value = make(place.untouched);
    if (runtime) bring(place, runtime);
    const trial = trialOf(scripts, value);
    const log = await start(place, trial, value);
    return judge(place, trial, value, log);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

type Place = ReturnType<typeof layOut>;

function layOut(root: string, scripts: readonly Script[], answers: Answers) {
  const at = (name: string) => {
    mkdirSync(join(root, name), { recursive: true });
    return join(root, name);
  };
  const place = {
    root,
    /** What values would write to. */
    untouched: at("untouched"),
    workspace: at("runner/work/workspace"),
    home: at("home"),
    tools: at("tools"),
    /** What the stand-ins were called with, a file for each call. */
    calls: at("calls"),
    /** What was set at the end of each job. */
    kept: at("kept"),
  };
  for (const { folder = "." } of scripts) mkdirSync(join(place.workspace, folder), { recursive: true });
  for (const name of standIns) executable(join(place.tools, name), standIn(place.calls, answers));
  executable(join(place.tools, "keep-what-is-set"), keeper(place.kept));
  return place;
}

/** The delivered runtime in place of its stand-in. */
function bring({ home, tools, calls }: Place, { code, contract, repository }: Runtime): void {
  writeFileSync(join(home, "pipeline.mjs"), code);
  writeFileSync(join(home, "contract.json"), contract);
  executable(join(tools, "node"), runtimeStandIn(calls, home, repository));
}

function executable(file: string, text: string): void {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

async function start(place: Place, trial: Trial, value: string): Promise<string> {
  const files = { workflow: join(place.home, "trial.yml"), event: join(place.home, "event.json") };
  writeFileSync(files.workflow, trial.workflow);
  writeFileSync(files.event, JSON.stringify(trial.event));
  const pairs = (option: string, names: readonly string[], text: (name: string) => string) =>
    names.flatMap((name) => [option, `${name}=${text(name)}`]);
  const { stdout } = await run(
    await readyAct(),
    [
      "workflow_dispatch",
      ...["--workflows", files.workflow, "--eventpath", files.event],
      ...["--platform", "ubuntu-24.04=-self-hosted", "--bind", "--json", "--no-cache-server"],
      ...["--actor", "somebody", "--directory", place.workspace],
      ...pairs("--var", trial.variables, (name) => (name === carrier ? value : "http://127.0.0.1:9")),
      ...pairs("--secret", trial.secrets, (name) => `secret-of-${name}`),
    ],
    {
      cwd: place.workspace,
      maxBuffer: 256 * 1024 * 1024,
      env: {
        PATH: `${place.tools}:/usr/bin:/bin`,
        HOME: place.home,
        XDG_CACHE_HOME: join(place.home, "cache"),
        XDG_CONFIG_HOME: join(place.home, "config"),
        [carrier]: value,
        [`${carrier}_AS_JSON`]: JSON.stringify({ text: value }),
      },
    },
  ).catch((error: unknown) => {
    // A step that fails by its own judgement fails no trial; act not starting does, in `judge`.
    if (error instanceof Error && "stdout" in error && typeof error.stdout === "string")
      return { stdout: error.stdout };
    throw error;
  });
  return stdout;
}

const line = z.looseObject({
  msg: z.string(),
  stepID: z.array(z.string()).default([]),
  raw: z.string().optional(),
  raw_output: z.boolean().default(false),
});
const results = z.record(
  z.string(),
  z.looseObject({ outputs: z.record(z.string(), z.string()).default({}) }),
);

function judge(place: Place, trial: Trial, value: string, log: string): Outcome {
  const lines = log
    .split("\n")
    .flatMap((text) => (text.startsWith("{") ? [line.parse(JSON.parse(text))] : []));
  const from = ([id = ""]: readonly string[]) => trial.origins.get(id) ?? id;
  const kept = readdirSync(place.kept).map((name) =>
    readFileSync(join(place.kept, name), "utf8").split("\0"),
  );
  const calls = readdirSync(place.calls).map((name) => {
    const [step = "", ...words] = readFileSync(join(place.calls, name), "utf8").split("\0").slice(0, -1);
    return { step, words };
  });
  const called = new Set(calls.map(({ step }) => step));
  const holding = calls.filter(({ words }) => words.some((word) => word.includes(value)));
  const reached = new Set(holding.map(({ step }) => step));
  const isEnd = ({ msg }: z.infer<typeof line>) => /^\s*🏁/u.test(msg);
  return {
    faults: [
      ...(lines.some(isEnd) && kept.length > 0 ? [] : [`act did not run to its end:\n${log.slice(-2_000)}`]),
      ...readdirSync(place.untouched).map((name) => `a value was run, or written to a file: ${name}`),
      ...unknownTo(place).map((name) => `written outside of the workspace: ${name}`),
      ...lines.flatMap(({ raw, raw_output: isShown, msg, stepID }) => {
        const shown = raw ?? (isShown ? msg : "");
        return changesRunner(shown) ? [`${from(stepID)} gave the runner a command: ${shown.trim()}`] : [];
      }),
      ...lines
        .filter(({ msg }) => msg.includes("command not found"))
        .map(({ msg, stepID }) => `${from(stepID)} needs a stand-in: ${msg}`),
      ...kept.flatMap(([steps = "{}", ...set]) => [
        ...set.filter((one) => one.startsWith(injected)).map((one) => `a variable was set: ${one}`),
        ...set
          .filter((one) => one.startsWith("PATH=") && one.includes(place.untouched))
          .map(() => "PATH was changed"),
        ...Object.entries(results.parse(JSON.parse(steps))).flatMap(([id, { outputs }]) =>
          Object.keys(outputs)
            .filter((name) => name.startsWith(injected))
            .map((name) => `${from([id])} has an output that it was given: ${name}`),
        ),
      ]),
      ...calls.flatMap(({ step, words }) =>
        words
          .filter((word) => word.includes(mark) && !word.includes(value))
          .map((word) => `${from([step])} split the value: ${word}`),
      ),
    ],
    missed: trial.reading.filter(({ id }) => called.has(id) && !reached.has(id)).map(({ where }) => where),
    reached: reached.size,
  };
}

/** Commands that a script may well give: they show something. */
const shows = new Set(["error", "warning", "notice", "debug", "group", "endgroup"]);

/**
 * Whether a line of a script's output is a command that does more than show something, as GitHub's runner reads it: from
 * the first `::` to the next, and `##[` anywhere. (actions/runner, src/Runner.Common/ActionCommand.cs)
 */
function changesRunner(text: string): boolean {
  const [, name = /##\[([a-z-]+)[^\]]*\]/i.exec(text)?.[1]] = /^\s*::([a-z-]+)(?: .*?)?::/i.exec(text) ?? [];
  return name !== undefined && !shows.has(name);
}

/** What lies beside the folders that were laid out. */
function unknownTo(place: Place): string[] {
  const expected = new Set(["untouched", "runner", "home", "tools", "calls", "kept", "work", "workspace"]);
  return [place.root, join(place.root, "runner"), join(place.root, "runner/work")]
    .flatMap((folder) => readdirSync(folder))
    .filter((name) => !expected.has(name));
}
