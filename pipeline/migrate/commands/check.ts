import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Command, WrongUse } from "../../cli/command.ts";
import { commandOptions } from "../../contract/commands.ts";
import { sha } from "../../contract/words.ts";
import type { Finding } from "../failure.ts";
import { checkFolder } from "../files/check.ts";
import { type Opened, open } from "./open.ts";
import { findingRows, isRefused, outcomeOf, risksOf } from "./outcome.ts";

const run = promisify(execFile);

export const migrateCheck: Command = {
  name: "migrate check",
  purpose: "are the migrations in order, each with its way back, and none edited?",
  help: `Reads files alone, no database. Refused: a name without a number, a duplicate, a gap, a migration without its undo
script, an undo script that ends in ROLLBACK or does nothing, statements that steer the transaction or cannot run in one
without consent, loss of data without consent, trivial where it is not; and, with --base, an edit of what was there.
Conventions that are missing are warnings. With no migrations yet, the answer is yes.`,
  options: commandOptions["migrate check"],
  examples: ["migrate check --environment staging --base 3f2a..."],
  async run(given, frame) {
    const opened = open(given, frame);
    const { folder, rules } = opened;
    const base = given.text("base");
    const findings = [
      ...checkFolder(folder, rules),
      ...(base === undefined ? [] : await compareWith(base, opened)),
    ];
    const refused = isRefused(findings);
    const count = folder.migrations.length;
    return outcomeOf(
      refused ? "no" : "yes",
      refused
        ? `The migrations of ${folder.path} cannot go out.`
        : count === 0
          ? `${folder.path} has no migrations.`
          : `${count} migrations, each with its way back.`,
      findingRows(findings),
      { kind: "migration-check", ...risksOf(folder.migrations), findings },
    );
  },
};

/** What the commit before the change had stays as it was, and what is new comes after it. */
async function compareWith(base: string, { folder, root, rules }: Opened): Promise<Finding[]> {
  if (!sha.safeParse(base).success) {
    throw new WrongUse(`--base is ${JSON.stringify(base)}. Allowed: a commit's full SHA.`);
  }
  const before = (await git(root, ["ls-tree", "--name-only", "-z", base, "--", `${folder.path}/`]))
    .split("\0")
    .filter((file) => file.endsWith(".sql"));
  const touched = (
    await git(root, [
      "diff",
      "--name-only",
      "--no-renames",
      "-z",
      "--diff-filter=MDT",
      base,
      "--",
      folder.path,
    ])
  ).split("\0");
  const newest =
    before
      .map((file) => /(\d+)_[^/]*$/.exec(file)?.[1] ?? "")
      .sort()
      .at(-1) ?? "";
  const late = folder.migrations.filter(({ up, version }) => !before.includes(up.file) && version <= newest);
  return [
    ...before
      .filter((file) => touched.includes(file) && !file.startsWith(`${rules.undoFolder}/`))
      .map((file) => ({
        file,
        level: "refused" as const,
        what: `It is in ${base.slice(0, 12)} already and was edited or removed: it may have run.`,
        todo: "Take the edit back, and write a new migration.",
      })),
    ...late.map(({ up }) => ({
      file: up.file,
      level: "refused" as const,
      what: `It is new and comes before ${newest}, which may have run.`,
      todo: `Give it a number above ${newest}.`,
    })),
  ];
}

async function git(root: string, args: readonly string[]): Promise<string> {
  try {
    return (await run("git", [...args], { cwd: root, maxBuffer: 16 * 1024 * 1024 })).stdout;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[1] ?? error.message) : String(error);
    throw new WrongUse(
      `git cannot read the commit before the change: ${reason}. Check out with fetch-depth: 0.`,
      {
        cause: error,
      },
    );
  }
}
