/** One suite of tests of a service, by its name in `suites`. */
export interface Suite {
  /**
   * Where its tests lie, within the service's folder; for Rust the name of a test target. Default: `tests/NAME`, for
   * Dart `test/NAME`, for Rust `NAME`.
   */
  readonly path?: string | undefined;
  /**
   * What runs it in place of the toolchain's own runner, as a line of bash. It writes JUnit's XML to the file `$JUNIT`
   * and, where the suite has a floor, LCOV to the file `$COVERAGE`.
   */
  readonly command?: string | undefined;
  /** The smallest number of tests that must pass. Default: 1. None may fail in any case. */
  readonly least: number;
  /** The floor of covered lines, in percent. Default: none. */
  readonly coverage?: number | undefined;
  /** Whether a Postgres container stands beside it, its address in `DATABASE_URL`. */
  readonly database: boolean;
  /** On pull requests, runs the tests that the changed files reach alone (Rust). */
  readonly changedOnly: boolean;
  /** Holds a started service against its OpenAPI description. */
  readonly openapi?: OpenApi | undefined;
}

export interface OpenApi {
  /** The description, within the service's folder: `openapi.yaml`. */
  readonly description: string;
  /** What starts the service, as a line of bash. */
  readonly start: string;
  /** Where it answers then: `http://127.0.0.1:8000`. */
  readonly address: string;
}

/** Checks that bring their own steps. Every other name in a stage is a suite's. */
export const ownChecks = [
  /** The linter, warnings included. */
  "lint",
  /** Differences from the formatter. */
  "format",
  "types",
  /** The package manager's own audit of known weaknesses. */
  "audit",
  /** Snyk, with the token that the context names. */
  "snyk",
  /** The lockfile against the database of open source vulnerabilities. */
  "dependencies",
  "safety",
  "bandit",
  /** Every module can be imported. */
  "imports",
  /** Numbering and undo scripts of the migrations. */
  "migrations",
  /** Every variable that the service needs stands in its example file. */
  "configuration",
  /** What is deployed, kept as an artifact. */
  "build",
  /** What the browser loads, as a kept report. */
  "bundle",
  /** Images and fonts made small. */
  "assets",
  /** The container image, scanned before it is pushed. */
  "image",
] as const;
export type OwnCheck = (typeof ownChecks)[number];

/** Checks that belong together. Each stage waits for the one before it, of every service. */
export interface Stage {
  /** For people: `Lint and type check`. Services with stages of one name walk them together. */
  readonly name: string;
  /** What a job of the stage may take. */
  readonly minutes: number;
  /** In order. */
  readonly checks: readonly string[];
  /** Whether each check is a job of its own, side by side with the others. Default: one job, one step after another. */
  readonly apart: boolean;
}

interface Common {
  /** The service's folder in the repository; `.` is its root. */
  readonly folder: string;
  /** The exact or minor version of the language: `3.12`, `24`, `1.91.0`. */
  readonly version: string;
  readonly stages: readonly Stage[];
  readonly suites: Readonly<Record<string, Suite>>;
  /** Variables that all its checks see; no secrets. */
  readonly variables: Readonly<Record<string, string>>;
  /** The file with an example of every variable, within the folder. Default: `.env.example`. */
  readonly example: string;
  /** The Dockerfile, within the folder. Default: `Dockerfile`. */
  readonly dockerfile: string;
}

export interface NodeToolchain extends Common {
  readonly kind: "node";
  readonly manager: "npm" | "pnpm";
  /** Whether the end-to-end suite is run; `false` takes it out of every stage (S000-FE-02). */
  readonly playwright: boolean;
  /** The scripts of package.json that make the build, the report of its size, and the small assets. */
  readonly scripts: { readonly build: string; readonly bundle: string; readonly assets: string };
  /** What the build leaves, within the folder. */
  readonly output: string;
  /** Where the report of the bundle lies then, within the folder. */
  readonly bundleReport: string;
}

export interface PythonToolchain extends Common {
  readonly kind: "python";
  readonly manager: "pip" | "uv";
  /** What pip installs, within the folder: the service's, then those of its checks. uv has its lockfile. */
  readonly requirements: readonly [string, ...string[]];
  /** The packages whose modules must all import, and that Bandit reads: `app`. */
  readonly packages: readonly [string, ...string[]];
}

export interface RustToolchain extends Common {
  readonly kind: "rust";
  /** The executables that are deployed, by their names. */
  readonly binaries: readonly [string, ...string[]];
}

export interface DartToolchain extends Common {
  readonly kind: "dart";
  /** Flutter builds for the web; Dart alone compiles an executable. */
  readonly sdk: "flutter" | "dart";
  /** What Dart alone compiles, within the folder: `bin/server.dart`. */
  readonly entry: string;
}

/** How a service is checked and built. */
export type Toolchain = NodeToolchain | PythonToolchain | RustToolchain | DartToolchain;

export interface Service {
  /** Its name in the settings: `backend`. Ids of its jobs begin with it. */
  readonly name: string;
  readonly toolchain: Toolchain;
}
