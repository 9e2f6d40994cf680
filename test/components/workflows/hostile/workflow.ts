import { stringify } from "yaml";
import { expressionsOf, namesValue, type Script } from "./steps.ts";

/** The run in which scripts meet a value: the workflow's file, and what act is started with. */
export interface Trial {
  readonly workflow: string;
  readonly event: unknown;
  readonly variables: readonly string[];
  readonly secrets: readonly string[];
  /** Where each step of the run comes from, by its id. */
  readonly origins: ReadonlyMap<string, string>;
  /** The steps whose scripts name a variable that holds the value. */
  readonly reading: readonly { readonly id: string; readonly where: string }[];
}

/** The variable that hands the value to steps and jobs whose outputs the scripts read. */
export const carrier = "CARRIER";

const jobs = 2;

/**
 * A workflow of the scripts as they are, in which whatever they read from others is the value. Conditions are left out,
 * so that each runs, and failures do not stop the next one.
 */
export function trialOf(scripts: readonly Script[], value: string): Trial {
  const read = referencesOf(scripts);
  const steps = scripts.map((script, index) => ({ id: `script-${index}`, script }));
  const feeds = [...read.needs].map(([id, names]) => [id, feedingJob(names)] as const);
  const trials = Array.from(
    { length: jobs },
    (_, part) =>
      [
        `trial-${part}`,
        {
          "runs-on": "ubuntu-24.04",
          needs: feeds.map(([id]) => id),
          steps: [
            ...[...read.steps].map(([id, names]) => feedingStep(id, names)),
            ...steps
              .filter((_step, index) => index % jobs === part)
              .map(({ id, script }) => stepOf(id, script)),
            { if: "always()", env: { STEPS: `\${{ toJSON(steps) }}` }, run: "keep-what-is-set" },
          ],
        },
      ] as const,
  );
  return {
    workflow: stringify(
      {
        name: "Trial",
        on: {
          workflow_dispatch: {
            inputs: Object.fromEntries([...read.inputs].map((name) => [name, { type: "string" }])),
          },
        },
        permissions: {},
        defaults: { run: { shell: "bash" } },
        jobs: Object.fromEntries([...feeds, ...trials]),
      },
      { lineWidth: 0 },
    ),
    // act takes the inputs of a start by hand from the event, as GitHub sends them.
    event: eventOf([...read.event, ...[...read.inputs].map((name) => `inputs.${name}`)], value),
    variables: [...read.variables],
    secrets: [...read.secrets],
    origins: new Map(steps.map(({ id, script }) => [id, script.where])),
    reading: steps.flatMap(({ id, script }) => (namesValue(script) ? [{ id, where: script.where }] : [])),
  };
}

function stepOf(id: string, { run, env, folder }: Script) {
  return {
    id,
    "continue-on-error": true,
    env: Object.fromEntries(Object.entries(env).map(([name, text]) => [name, byHand(text)])),
    run,
    ...(folder === undefined ? {} : { "working-directory": folder }),
  };
}

/** A run by hand has no pull request, unless the event's payload says so. */
function byHand(text: string): string {
  return text.replaceAll(/\bgithub\.(head|base)_ref\b/g, "github.event.pull_request.$1.ref");
}

/** A job that did what others need it for, and gives the value. */
function feedingJob(names: ReadonlySet<string>) {
  const outputs = [...names].map((name) => [name, `\${{ vars.${carrier} }}`]);
  return { "runs-on": "ubuntu-24.04", outputs: Object.fromEntries(outputs), steps: [{ run: "true" }] };
}

/** A step that gives the value, under names that the value cannot know. */
function feedingStep(id: string, names: ReadonlySet<string>) {
  const lines = [...names].map((name) => `printf '%s<<%s\\n%s\\n%s\\n' ${name} 5c1f7e "$VALUE" 5c1f7e`);
  return {
    id,
    env: { VALUE: `\${{ vars.${carrier} }}` },
    run: `{ ${lines.join("; ")}; } >> "$GITHUB_OUTPUT"`,
  };
}

interface References {
  readonly inputs: Set<string>;
  readonly variables: Set<string>;
  readonly secrets: Set<string>;
  readonly needs: Map<string, Set<string>>;
  readonly steps: Map<string, Set<string>>;
  /** Paths within the event's payload. */
  readonly event: Set<string>;
}

function referencesOf(scripts: readonly Script[]): References {
  const read: References = {
    inputs: new Set(),
    variables: new Set([carrier]),
    secrets: new Set(),
    needs: new Map(),
    steps: new Map(),
    event: new Set(["ref", "head_commit.message", "pull_request.title", "pull_request.head.ref"]),
  };
  for (const script of scripts) {
    for (const source of expressionsOf(script)) {
      const withoutTexts = byHand(source).replaceAll(/'(?:[^']|'')*'/g, "");
      for (const [path] of withoutTexts.matchAll(/[a-z]\w*(?:\.[\w-]+)+/gi)) note(read, path, script.where);
    }
  }
  return read;
}

/** @throws Error for what a trial does not feed: it would be empty, and prove nothing */
function note(read: References, path: string, where: string): void {
  const [context = "", ...rest] = path.split(".");
  const [name = "", , output = ""] = rest;
  if (context === "inputs") read.inputs.add(name);
  else if (context === "vars") read.variables.add(name);
  else if (context === "secrets") read.secrets.add(name);
  else if (context === "needs" && rest[1] === "outputs") add(read.needs, name, output);
  else if (context === "steps" && rest[1] === "outputs") add(read.steps, name, output);
  else if (context === "github" && name === "event") read.event.add(rest.slice(1).join("."));
  else if (!known.has(path)) throw new Error(`${where}: the trial does not know ${path}`);
}

/** What act fills in by itself. */
const known = new Set([
  ...[
    "actor",
    "ref",
    "ref_name",
    "repository",
    "run_attempt",
    "run_id",
    "server_url",
    "sha",
    "token",
    "workspace",
  ].map((name) => `github.${name}`),
  "job.status",
]);

function add(all: Map<string, Set<string>>, id: string, name: string): void {
  all.set(id, (all.get(id) ?? new Set()).add(name));
}

function eventOf(paths: readonly string[], value: string): unknown {
  const event: Record<string, unknown> = {};
  for (const path of paths) place(event, path.split("."), path === "ref" ? `refs/heads/${value}` : value);
  return event;
}

function place(tree: Record<string, unknown>, [first = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree[first] = value;
    return;
  }
  const below: Record<string, unknown> = {};
  const there = tree[first];
  Object.assign(below, typeof there === "object" ? there : {});
  tree[first] = below;
  place(below, rest, value);
}
