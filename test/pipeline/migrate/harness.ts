import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Environment, Frame } from "../../../pipeline/cli/command.ts";
import { run } from "../../../pipeline/cli/run.ts";
import type { Contract } from "../../../pipeline/contract/contract.ts";
import type { MigrationRules } from "../../../pipeline/contract/migrations.ts";
import { migrateCommands } from "../../../pipeline/migrate/index.ts";
import { contract } from "../world.ts";

/** Specification 001's folder; times are short, so that tests are. */
export const rules: MigrationRules = {
  layout: "numbered",
  numbering: "three-digits",
  folder: "backend/migrations",
  undoFolder: "backend/migrations/rollback",
  schemas: ["public"],
  trivial: "marked",
  conventions: [],
  lockTimeoutSeconds: 1,
  statementTimeoutSeconds: 20,
  runnerWaitSeconds: 15,
  alertAfterSeconds: 300,
  environments: { development: { certified: false }, staging: { certified: false } },
};

/** A migration as people write it: the name without `.sql`, what it does, and how it is undone. */
export type Written = readonly [name: string, up: string, undo?: string];

/** One table each, undone by a drop. */
export function tables(...names: readonly string[]): Written[] {
  return names.map((name, index) => [
    `${String(index + 1).padStart(3, "0")}_${name}`,
    `CREATE TABLE ${name} (id int PRIMARY KEY);`,
    `DROP TABLE ${name};`,
  ]);
}

export interface Repository {
  root: string;
  folder: string;
  write(file: string, text: string): string;
  path(file: string): string;
  read(file: string): unknown;
}

/** A checkout with a contract and migrations, removed after the test. */
export function repository(
  migrations: readonly Written[],
  changes: Partial<MigrationRules> = {},
  of: Contract = contract,
): Repository {
  const root = mkdtempSync(join(tmpdir(), "gatehouse-migrate-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const given = { ...rules, ...changes };
  const path = (file: string) => join(root, file);
  const write = (file: string, text: string) => {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), text);
    return path(file);
  };
  mkdirSync(path(given.undoFolder), { recursive: true });
  for (const [name, up, undo] of migrations) {
    write(`${given.folder}/${name}.sql`, up);
    if (undo !== undefined) write(`${given.undoFolder}/${name}.sql`, undo);
  }
  write("contract.json", JSON.stringify({ ...of, migrations: given }));
  return {
    root,
    folder: path(given.folder),
    write,
    path,
    read: (file) => JSON.parse(readFileSync(path(file), "utf8")),
  };
}

export interface Answer {
  code: number;
  out: string;
  err: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the command printed as JSON, looked into by assertions only
  json: any;
}

/** Runs `migrate ...` as a job would, in this process. */
export async function migrate(
  repository: Pick<Repository, "folder" | "path">,
  args: readonly string[],
  environment: Environment = {},
  frame: Partial<Frame> = {},
): Promise<Answer> {
  const said = { out: "", err: "" };
  const [name = "", ...others] = args;
  const code = await run(
    migrateCommands,
    [
      ...[
        "migrate",
        name,
        "--json",
        "--contract",
        repository.path("contract.json"),
        "--folder",
        repository.folder,
      ],
      ...(others.includes("--environment") ? [] : ["--environment", "development"]),
      ...others,
    ],
    {
      environment: { GITHUB_TRIGGERING_ACTOR: "octocat", ...environment },
      now: () => Date.now(),
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      colour: false,
      runtimeHash: () => undefined,
      gateFacts: () => Promise.reject(new Error("no facts are asked for")),
      approvalFacts: () => Promise.reject(new Error("no facts are asked for")),
      ...frame,
    },
  );
  return { code, ...said, json: JSON.parse(said.out) };
}
