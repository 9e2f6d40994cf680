import {
  job,
  RepositorySecret,
  run,
  type Workflow,
  workflow,
} from "../../../../components/workflows/model/index.ts";
import {
  type Context,
  type Service,
  type Verification,
  verification,
} from "../../../../components/workflows/toolchains/index.ts";
import { toolchain } from "../../../../stacks/settings/toolchain.ts";

/** A service as its settings say it. */
export function service(name: string, settings: object): Service {
  return { name, toolchain: toolchain.parse(settings) };
}

export const snyk = new RepositorySecret("SNYK_TOKEN", {
  reason: "the scan runs on branches, before any environment opens",
  until: "2027-06-30",
});

export const context: Context = {
  repository: "Acme/App",
  defaultBranch: "main",
  publish: false,
  environment: "staging",
  required: { backend: ["DATABASE_URL", "JWT_SECRET_KEY"], frontend: ["NEXT_PUBLIC_API_URL"] },
  snyk: { secret: snyk },
};

/** Seed 000: Python on Railway, its counts of tests; a frontend that is built before Playwright looks at it. */
export const backend000 = service("backend", {
  kind: "python",
  folder: "backend",
  version: "3.12",
  requirements: ["requirements.lock"],
  packages: ["app"],
  suites: { unit: { path: "tests", least: 25 }, basic: { path: "tests/basic", least: 9 } },
  stages: [
    { name: "Lint", minutes: 10, checks: ["lint", "types"] },
    { name: "Test", minutes: 15, checks: ["unit", "basic"] },
    { name: "Build", minutes: 15, checks: ["image"] },
  ],
});

export const frontend000 = (playwright: boolean) =>
  service("frontend", {
    kind: "node",
    folder: "frontend",
    version: "24",
    playwright,
    suites: { e2e: {} },
    stages: [
      { name: "Lint", minutes: 10, checks: ["lint", "types"] },
      { name: "Build", minutes: 15, checks: ["build"] },
      { name: "Test", minutes: 15, checks: ["e2e"] },
    ],
  });

/** Seed 001: Next.js and Python, five stages each, deployment being the last. */
export const frontend001 = service("frontend", {
  kind: "node",
  folder: "omega-frontend",
  version: "24",
  suites: { unit: { coverage: 70 }, integration: {}, component: {}, e2e: {} },
  stages: [
    { name: "Lint and type check", minutes: 10, checks: ["lint", "types", "format"] },
    { name: "Test", minutes: 15, checks: ["unit", "integration", "component", "e2e"] },
    { name: "Build", minutes: 15, checks: ["build", "bundle", "assets"] },
    { name: "Security scan", minutes: 10, checks: ["audit", "snyk", "dependencies"] },
  ],
});

export const backend001 = service("backend", {
  kind: "python",
  folder: "backend",
  version: "3.12",
  packages: ["app"],
  requirements: ["requirements.txt", "requirements-dev.txt"],
  variables: { APP_ENV: "test" },
  suites: {
    unit: { coverage: 70 },
    integration: {},
    database: { database: true },
    api: {},
  },
  stages: [
    { name: "Lint and type check", minutes: 10, checks: ["lint", "format", "types"] },
    { name: "Test", minutes: 15, checks: ["unit", "integration", "database", "api"] },
    { name: "Build", minutes: 15, checks: ["imports", "migrations", "configuration", "build"] },
    { name: "Security scan", minutes: 10, checks: ["safety", "bandit", "audit"] },
  ],
});

/** Seed 002: Dart; lint and type check side by side, both before the unit tests. */
export const diary002 = service("diary", {
  kind: "dart",
  version: "3.41.2",
  suites: { unit: { path: "test" } },
  stages: [
    { name: "Lint and type check", minutes: 5, checks: ["lint", "types"], apart: true },
    { name: "Unit tests", minutes: 5, checks: ["unit"] },
    { name: "Build", minutes: 10, checks: ["build"] },
  ],
});

/** Seed 003: tests before the linter, then the image. */
export const service003 = service("service", {
  kind: "node",
  manager: "pnpm",
  version: "24",
  suites: { unit: {} },
  stages: [
    { name: "Tests", minutes: 10, checks: ["unit"] },
    { name: "Lint", minutes: 10, checks: ["lint"] },
    { name: "Image", minutes: 15, checks: ["image"] },
  ],
});

/** Seed 004: Rust and Next.js in one file, with the seed's figures: 2 to 3, 5 to 10, 10 to 15, 5 to 10 minutes. */
export const backend004 = service("backend", {
  kind: "rust",
  folder: "backend",
  version: "1.91.0",
  binaries: ["gateway"],
  suites: {
    unit: { coverage: 85, changedOnly: true },
    database: { database: true },
    services: {},
    contract: {
      openapi: {
        description: "openapi.yaml",
        start: "cargo run --release --locked",
        address: "http://127.0.0.1:8000",
      },
    },
  },
  stages: [
    { name: "Static Analysis", minutes: 3, checks: ["format", "lint", "audit"] },
    { name: "Unit Tests", minutes: 10, checks: ["unit"] },
    { name: "Integration Tests", minutes: 15, checks: ["database", "services", "contract"] },
    { name: "Build Verification", minutes: 10, checks: ["build", "image"] },
  ],
});

export const frontend004 = service("frontend", {
  kind: "node",
  folder: "frontend",
  version: "24",
  suites: { unit: { coverage: 80 } },
  stages: [
    { name: "Static Analysis", minutes: 3, checks: ["lint", "types"] },
    { name: "Unit Tests", minutes: 10, checks: ["unit"] },
    { name: "Build Verification", minutes: 10, checks: ["build"] },
  ],
});

/** A package manager more of each kind, and Dart without Flutter. */
export const uvService = service("worker", {
  kind: "python",
  manager: "uv",
  folder: "worker",
  version: "3.13",
  packages: ["worker"],
  suites: {
    unit: { coverage: 60, command: 'uv run pytest --junit-xml="$JUNIT" --cov-report="lcov:$COVERAGE"' },
  },
  stages: [
    { name: "Static", minutes: 10, checks: ["lint", "format", "types", "imports"] },
    { name: "Test", minutes: 10, checks: ["unit"] },
    { name: "Security", minutes: 10, checks: ["safety", "bandit", "audit", "snyk", "dependencies"] },
    { name: "Build", minutes: 10, checks: ["build"] },
  ],
});

export const dartService = service("tool", {
  kind: "dart",
  sdk: "dart",
  folder: "tools/cli",
  version: "3.11.0",
  suites: { unit: { path: "test", coverage: 50 } },
  stages: [
    { name: "Static", minutes: 10, checks: ["lint", "format", "types", "dependencies"] },
    { name: "Test", minutes: 10, checks: ["unit"] },
    { name: "Build", minutes: 10, checks: ["build"] },
  ],
});

/** Checks in a file of their own, with a last job in the deployment's place. */
export function fileOf(
  file: string,
  services: readonly Service[],
  given: Partial<Context> & { pullRequests?: boolean } = {},
): Workflow & { verification: Verification } {
  const { pullRequests = false, ...more } = given;
  const verified = verification(services, { ...context, ...more });
  const deploy = job("deploy", {
    name: "Deploy",
    needs: verified.last,
    timeoutMinutes: 5,
    steps: [run("Stand in", { run: "true" })],
  });
  const made = workflow({
    file,
    name: `Checks of ${file}`,
    on: { push: { branches: ["main", "develop"] }, ...(pullRequests ? { pullRequest: {} } : {}) },
    concurrency: { group: `checks-${file}` },
    jobs: [...(given.needs ?? []), ...verified.jobs, deploy],
  });
  return Object.assign(made, { verification: verified });
}

/** Every seed's checks, published where no pull request starts them. */
export function seedFiles(): Workflow[] {
  return [
    fileOf("000-backend.yml", [backend000], { publish: true }),
    fileOf("000-frontend.yml", [frontend000(true)], { publish: true }),
    fileOf("001-frontend.yml", [frontend001], { publish: true }),
    fileOf("001-backend.yml", [backend001], { publish: true }),
    fileOf("002.yml", [diary002], { publish: true }),
    fileOf("003.yml", [service003], { publish: true }),
    fileOf("ci.yml", [backend004, frontend004], { pullRequests: true }),
    fileOf("main.yml", [backend004, frontend004], { publish: true }),
    fileOf("others.yml", [uvService, dartService], { pullRequests: true }),
  ];
}
