// `node bench/workflows.ts`: rendering this pipeline's workflow files, against the same files written with two libraries.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { workflowsOf } from "../components/workflows/files/index.ts";
import { render } from "../components/workflows/model/index.ts";
import { explain } from "../stacks/settings/explain.ts";
import { readSettingsFiles } from "../stacks/settings/files.ts";
import { parseSettings } from "../stacks/settings/parse.ts";
import { filesOf, roadOf } from "../stacks/shared/workflows.ts";
import { byProjen, byWorkflowTs, type File, isTree } from "./libraries.ts";
import { type Comparison, compare, spread } from "./pair.ts";

const root = join(import.meta.dirname, "..");
const below = ".github/workflows";

/** Another way to write the same files. */
interface Other {
  readonly name: string;
  /** Writes them into a folder; milliseconds. */
  readonly write: (files: readonly File[], folder: string) => number;
  /** Where in the folder they are then. */
  readonly at: string;
}

const others: readonly Other[] = [
  { name: "projen", write: byProjen, at: below },
  { name: "github-actions-workflow-ts", write: byWorkflowTs, at: "" },
];

interface Figures {
  readonly machine: string;
  readonly files: number;
  readonly lines: number;
  readonly against: readonly {
    readonly name: string;
    /** A model that is there, to files: what the library does with its objects. Milliseconds. */
    readonly rendering: Comparison;
    /** From the settings to files: what a preview does, with every refusal. */
    readonly fromSettings: Comparison;
    /** What the library's files lack or have otherwise, by its place, with how often. */
    readonly otherwise: Readonly<Record<string, number>>;
  }[];
}

function given() {
  const { written, locate } = readSettingsFiles(root, "shared");
  const result = parseSettings(written);
  if ("refusal" in result) throw new Error(explain(result.refusal, locate));
  if (result.settings.kind !== "shared") throw new Error("The stack shared is not of kind shared");
  return { ...result.settings, releases: { ...result.settings.releases, activation: "on" as const } };
}

async function measure(runs: number): Promise<Figures> {
  const settings = given();
  const build = () => workflowsOf(roadOf(settings), filesOf(settings));
  const model = build();
  const texts = render(model);
  const files = [...texts].map(([path, text]) => {
    const tree: unknown = parse(text);
    if (!isTree(tree)) throw new Error(`${path} calls a workflow, which this comparison does not write`);
    return { name: basename(path), tree };
  });
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-workflows-"));
  const own = (make: typeof build) => async () => {
    const begin = performance.now();
    for (const [path, text] of render(make())) writeFileSync(join(folder, basename(path)), text);
    return performance.now() - begin;
  };
  let count = 0;
  const theirs = ({ write, at }: Other) => {
    const place = join(folder, `${count++}`);
    mkdirSync(join(place, at), { recursive: true });
    return { milliseconds: write(files, place), place: join(place, at) };
  };
  try {
    const against: Figures["against"][number][] = [];
    for (const other of others) {
      const { place } = theirs(other);
      const library = async () => theirs(other).milliseconds;
      against.push({
        name: other.name,
        rendering: await compare(
          runs,
          own(() => model),
          library,
          () => undefined,
        ),
        fromSettings: await compare(runs, own(build), library, () => undefined),
        otherwise: countsOf(
          files.flatMap(({ name, tree }) =>
            differences(tree, parse(readFileSync(join(place, name), "utf8"))),
          ),
        ),
      });
    }
    return {
      machine: `${cpus().length} cores, ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}`,
      files: files.length,
      lines: [...texts.values()].reduce((sum, text) => sum + text.split("\n").length - 1, 0),
      against,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where two trees differ; ids of jobs and places in lists are left out of the path. */
function differences(one: unknown, other: unknown, path: readonly string[] = []): string[] {
  if (isBranch(one) && isBranch(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].flatMap((key) =>
      differences(
        one[key],
        other[key],
        path.at(-1) === "jobs" || Array.isArray(one) ? [...path, "*"] : [...path, key],
      ),
    );
  }
  // A list of one may be written as its only entry.
  if (Array.isArray(one) && one.length === 1 && !Array.isArray(other))
    return differences(one[0], other, path);
  return one === other ? [] : [path.join(".")];
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function countsOf(paths: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...new Set(paths)].sort().map((path) => [path, paths.filter((one) => one === path).length]),
  );
}

function textOf({ machine, files, lines, against }: Figures): string {
  return [
    `${files} workflow files of ${lines} lines, rendered from settings in ${against
      .map(
        ({ name, fromSettings }) =>
          `${fromSettings.ratio.median.toFixed(2)} times what ${name} takes to write them`,
      )
      .join(" and ")}.`,
    ...against.flatMap(({ name, rendering, fromSettings, otherwise }) => [
      "",
      `  ${name}`,
      `    itself                  ${spread(rendering.other)} ms`,
      `    ours, model to files    ${spread(rendering.one)} ms`,
      `    ratio, pair by pair     ${spread(rendering.ratio)}`,
      `    ours, from settings     ${spread(fromSettings.one)} ms`,
      `    ratio, pair by pair     ${spread(fromSettings.ratio)}`,
      `    its files differ in     ${
        Object.entries(otherwise)
          .map(([path, times]) => `${path} (${times})`)
          .join(", ") || "nothing"
      }`,
    ]),
    "",
    `  Minimum, median and maximum; ${machine}.`,
    "",
  ].join("\n");
}

const { values } = parseArgs({
  options: { runs: { type: "string", default: "20" }, json: { type: "boolean", default: false } },
});
const figures = await measure(Number(values.runs));
process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : textOf(figures));
