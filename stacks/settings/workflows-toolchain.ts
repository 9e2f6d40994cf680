import { z } from "zod";
import { oneOf, text, whole } from "./vocabulary.ts";

const percent = z.number().gt(0, "a share in percent above 0").max(100, "at most 100 percent");

/** A path within the repository, by its parts. */
const path = z
  .string()
  .regex(/^(?!\/)(?!.*\.\.)[\w@.][\w@./-]*$/, "a path from the repository's root, without spaces and ..");

const line = text("a line of bash");

/** One suite of tests (S000-CI-02, S001-TEST-01, S004-CI-04). */
const suite = z.strictObject({
  /** Where its tests lie, within the service's folder; for Rust the name of a test target. */
  path: path.optional(),
  /** What runs it in place of the toolchain's own runner; it writes JUnit's XML to the file `$JUNIT`. */
  command: line.optional(),
  /** The smallest number of tests that must pass; none may fail in any case. */
  least: whole(1, 100_000, "tests").default(1),
  /** The floor of covered lines. */
  coverage: percent.optional(),
  /** Whether a Postgres container stands beside it. */
  database: z.boolean().default(false),
  /** On pull requests, runs the tests that the changed files reach alone. */
  changedOnly: z.boolean().default(false),
  openapi: z
    .strictObject({
      description: path,
      start: line,
      address: z.url({ protocol: /^https?$/, error: "an address" }),
    })
    .optional(),
});

/** Checks that belong together; each stage waits for the one before it. */
const stage = z.strictObject({
  name: text("the stage's name"),
  minutes: whole(1, 360, "minutes"),
  checks: z.array(text("a check or a suite")).min(1, "at least one check"),
  apart: z.boolean().default(false),
});

const common = {
  folder: path.default("."),
  stages: z.array(stage).min(1, "at least one stage"),
  suites: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/, "a suite's name"), suite).default({}),
  variables: z.record(z.string(), z.string()).default({}),
  example: path.default(".env.example"),
  dockerfile: path.default("Dockerfile"),
};

const version = z
  .string()
  .regex(/^\d+(\.\d+){0,2}$/, 'an exact or minor version in quotes, for example "3.12"');

/** How a service is checked and built. */
export const toolchain = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      kind: z.literal("node"),
      ...common,
      version: version.default("24"),
      manager: oneOf(["npm", "pnpm"], "the package manager").default("npm"),
      /** Whether the end-to-end suite is run (S000-FE-02). */
      playwright: z.boolean().default(true),
      scripts: z
        .strictObject({
          build: text("a script of package.json").default("build"),
          bundle: text("a script of package.json").default("analyze"),
          assets: text("a script of package.json").default("assets"),
        })
        .prefault({}),
      output: path.default(".next"),
      bundleReport: path.default(".next/analyze"),
    }),
    z.strictObject({
      kind: z.literal("python"),
      ...common,
      version: version.default("3.12"),
      manager: oneOf(["pip", "uv"], "the package manager").default("pip"),
      requirements: z.tuple([path], path).default(["requirements.txt"]),
      packages: z.tuple([text("a package")], text("a package")).default(["app"]),
    }),
    z.strictObject({
      kind: z.literal("rust"),
      ...common,
      version,
      binaries: z.tuple([text("an executable")], text("an executable")),
    }),
    z.strictObject({
      kind: z.literal("dart"),
      ...common,
      version,
      sdk: oneOf(["flutter", "dart"], "what builds it").default("flutter"),
      entry: path.default("bin/server.dart"),
    }),
  ],
  { error: "a kind of toolchain: node, python, rust, dart" },
);
