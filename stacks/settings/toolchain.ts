import { z } from "zod";
import { ownChecks } from "../../components/workflows/toolchains/index.ts";
import { oneOf, text, variableName, whole } from "./vocabulary.ts";

/** A path within the repository: it leaves no folder and begins with no option's hyphen. */
const path = z
  .string()
  .regex(
    /^(?![-/])(?!(.*\/)?\.\.(\/|$))[\w@.+/-]+$/,
    "a path within the repository: letters, digits and _ @ . + / -, without ..",
  );

const version = z
  .string()
  .regex(/^\d+(\.\d+){0,2}$/, "a version in quotes, for example '24', '3.12' or '1.91.0'");

/** A package of Python, or an executable of Cargo, by its name. */
const packageName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/, "a package's name: letters, digits and _ . -");

/** A line of bash; GitHub's expressions do not belong there. */
const command = text("what runs it, as a line of bash").refine(
  (given) => !given.includes("${{"),
  "a line of bash without ${{: values reach it as variables",
);

const suite = z.strictObject({
  /** Where its tests lie within the folder; for Rust a test target's name. Default: tests/NAME, test/NAME for Dart. */
  path: path.optional(),
  /** What runs it in place of the toolchain's own runner; it writes JUnit's XML to $JUNIT, and LCOV to $COVERAGE. */
  command: command.optional(),
  /** The smallest number of tests that must pass (S000-CI-02, S000-CI-03). */
  least: whole(1, 1_000_000, "tests").default(1),
  /** The floor of covered lines (S004-CI-04). */
  coverage: z
    .number()
    .gt(0, "a share in percent above 0")
    .max(100, "at most 100 percent")
    .multipleOf(0.01, "two decimals at most")
    .optional(),
  /** Whether a Postgres container stands beside it, its address in DATABASE_URL. */
  database: z.boolean().default(false),
  /** On pull requests, runs the tests that the changed files reach alone; Rust only (S004-CI-03). */
  changedOnly: z.boolean().default(false),
  /** Holds a started service against its OpenAPI description (S004-CI-05). */
  openapi: z
    .strictObject({
      description: path,
      start: command,
      address: z.url({ protocol: /^http$/, error: "an address as http://127.0.0.1:8000" }),
    })
    .optional(),
});

const stage = z.strictObject({
  /** For people; services with stages of one name walk them together. */
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9 -]{0,39}$/, "a name: letters, digits, spaces and -, at most 40"),
  /** What a job of the stage may take. */
  minutes: whole(1, 360, "minutes"),
  /** In order: own checks of the toolchain, and names of suites. */
  checks: z.array(text("a check")).min(1, "at least one check"),
  /** Whether each check is a job of its own, side by side (S002-PIPE-01). */
  apart: z.boolean().default(false),
});

const common = {
  /** The service's folder in the repository. */
  folder: path.default("."),
  version,
  stages: z.array(stage).min(1, "at least one stage"),
  suites: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,29}$/, "a suite's name: lower-case letters, digits and -"),
      suite,
    )
    .default({}),
  /** Variables that all its checks see; no secrets. */
  variables: z.record(variableName, z.string()).default({}),
  /** The file with an example of every variable. */
  example: path.default(".env.example"),
  dockerfile: path.default("Dockerfile"),
};

const kinds = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      kind: z.literal("node"),
      ...common,
      manager: oneOf(["npm", "pnpm"], "the package manager").default("npm"),
      /** Whether the suite e2e is run (S000-FE-02). */
      playwright: z.boolean().default(true),
      /** Scripts of package.json. */
      scripts: z
        .strictObject({
          build: packageScript("build"),
          bundle: packageScript("analyze"),
          assets: packageScript("assets"),
        })
        .prefault({}),
      /** What the build leaves. */
      output: path.default(".next"),
      /** Where the report of the bundle lies then. */
      bundleReport: path.default(".next/analyze"),
    }),
    z.strictObject({
      kind: z.literal("python"),
      ...common,
      manager: oneOf(["pip", "uv"], "the package manager").default("pip"),
      /** What pip installs: the service's own first, then those of its checks. */
      requirements: z.tuple([path], path).default(["requirements.txt"]),
      /** The packages whose modules must all import, and that Bandit reads. */
      packages: z.tuple([packageName], packageName),
    }),
    z.strictObject({
      kind: z.literal("rust"),
      ...common,
      /** The executables that are deployed. */
      binaries: z.tuple([packageName], packageName),
    }),
    z.strictObject({
      kind: z.literal("dart"),
      ...common,
      sdk: oneOf(["flutter", "dart"], "the SDK").default("flutter"),
      /** What Dart alone compiles. */
      entry: path.default("bin/main.dart"),
    }),
  ],
  { error: "the kind of toolchain: node, python, rust, dart" },
);

function packageScript(name: string) {
  return z
    .string()
    .regex(/^[A-Za-z][\w:.-]*$/, "the name of a script of package.json")
    .default(name);
}

/** How a service is checked and built, in the order of its stages. */
export const toolchain = kinds.superRefine(checkToolchain);

function checkToolchain(given: z.infer<typeof kinds>, context: z.RefinementCtx): void {
  const refuse = (path: (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  const own: readonly string[] = ownChecks;
  const suites = Object.keys(given.suites);
  const seen = new Set<string>();
  given.stages.forEach(({ checks }, stage) => {
    checks.forEach((check, index) => {
      const at = ["stages", stage, "checks", index];
      if (!own.includes(check) && !suites.includes(check)) {
        refuse(at, `one of ${own.join(", ")}, or a suite: ${suites.join(", ") || "none is declared yet"}`);
      }
      if (seen.has(check)) refuse(at, "each check once");
      seen.add(check);
    });
  });
  for (const [name, { changedOnly, command, openapi }] of Object.entries(given.suites)) {
    if (own.includes(name)) refuse(["suites", name], `another name: ${name} is a check of its own`);
    if (!seen.has(name)) refuse(["suites", name], "a suite that a stage runs, or nothing");
    if (changedOnly && (given.kind !== "rust" || command !== undefined || openapi !== undefined)) {
      refuse(["suites", name, "changedOnly"], "false, or true for a suite that Rust's own runner runs");
    }
    if (command !== undefined && openapi !== undefined) {
      refuse(["suites", name, "openapi"], "either openapi or a command");
    }
  }
}
