import { execFile } from "node:child_process";
import { z } from "zod";
import type { Backend, DeclaredEnvironment, StackState } from "../facts.ts";
import { failed, failedBy, type Reading } from "../reading.ts";

/** How the engine is started. */
export interface Cli {
  command: string;
  /** The folder with Pulumi.yaml. */
  folder: string;
  environment: NodeJS.ProcessEnv;
}

const whoami = z.object({ user: z.string(), url: z.string() });

/** Where the state is kept. Asks without a login: one that is missing is a finding, not a question to a person. */
export async function readBackend(cli: Cli): Promise<Reading<Backend>> {
  const answer = await run(cli, ["whoami", "--verbose", "--json"]);
  return "failed" in answer ? answer : { value: whoami.parse(JSON.parse(answer.value)) };
}

const stackList = z.array(z.object({ name: z.string() }));

/** The state of each of these stacks that exists. Without `--show-secrets`: what is encrypted stays so. */
export async function readStacks(
  cli: Cli,
  wanted: readonly string[],
): Promise<Map<string, Reading<StackState>>> {
  const listed = await run(cli, ["stack", "ls", "--json"]);
  if ("failed" in listed) return new Map(wanted.map((name) => [name, listed]));
  // Of another organisation's stack the service gives the full name.
  const names = new Set(stackList.parse(JSON.parse(listed.value)).map(({ name }) => name.split("/").at(-1)));
  const there = wanted.filter((name) => names.has(name));
  return new Map(await Promise.all(there.map(async (name) => [name, await readState(cli, name)] as const)));
}

const exported = z.object({
  deployment: z
    .object({
      secrets_providers: z.object({ type: z.string() }).nullish(),
      resources: z
        .array(
          z.object({
            type: z.string(),
            custom: z.boolean().default(false),
            external: z.boolean().default(false),
            inputs: z.record(z.string(), z.unknown()).default({}),
            outputs: z.record(z.string(), z.unknown()).default({}),
          }),
        )
        .nullish(),
      pending_operations: z.array(z.unknown()).nullish(),
    })
    .nullish(),
});

async function readState(cli: Cli, stack: string): Promise<Reading<StackState>> {
  const answer = await run(cli, ["stack", "export", "--stack", stack]);
  if ("failed" in answer) return answer;
  const { deployment } = exported.parse(JSON.parse(answer.value));
  const resources = deployment?.resources ?? [];
  const real = resources.filter(
    ({ custom, external, type }) => custom && !external && !type.startsWith("pulumi:"),
  );
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const type = deployment?.secrets_providers?.type;
  return {
    value: {
      ...(type && { secretsProvider: type }),
      resources: real.length,
      pending: deployment?.pending_operations?.length ?? 0,
      finished: Object.keys(root?.outputs ?? {}).length > 0,
      types: new Set(real.map((one) => one.type)),
      environments: real
        .filter((one) => one.type === "github:index/repositoryEnvironment:RepositoryEnvironment")
        .map(({ inputs }) => environmentOf(inputs)),
    },
  };
}

const ids = z.array(z.coerce.number()).default([]);
const environmentInputs = z.object({
  environment: z.string(),
  preventSelfReview: z.boolean().default(false),
  reviewers: z.array(z.object({ teams: ids, users: ids })).default([]),
});

function environmentOf(inputs: unknown): DeclaredEnvironment {
  const { environment, preventSelfReview, reviewers } = environmentInputs.parse(inputs);
  return {
    name: environment,
    preventSelfReview,
    reviewers: reviewers.flatMap(({ teams, users }) => [...teams, ...users]),
  };
}

/**
 * The engine marks an empty bucket as its own as soon as it looks into it; in the former layout, which has no mark, it
 * does not, and has to be told that this is meant. A bucket that is marked is read as what it is (pulumi,
 * pkg/backend/diy/meta.go and backend.go).
 */
const writesNothing = {
  PULUMI_DIY_BACKEND_LEGACY_LAYOUT: "true",
  PULUMI_DIY_BACKEND_IGNORE_DEPRECATION_ERROR: "true",
};

/** Milliseconds that one question to the state's backend may take. */
const patience = 60_000;

function run({ command, folder, environment }: Cli, args: readonly string[]): Promise<Reading<string>> {
  return new Promise((settle) => {
    const options = {
      cwd: folder,
      env: { ...environment, ...writesNothing },
      maxBuffer: 1 << 28,
      timeout: patience,
    };
    execFile(command, [...args, "--non-interactive"], options, (error, stdout, stderr) => {
      if (!error) settle({ value: stdout });
      else if (error.killed)
        settle(failed("away", `pulumi ${args[0]} gave no answer in ${patience / 1000} s`));
      else settle(failedBy(stderr.trim().replace(/^error: /, "") || error.message));
    });
  });
}
