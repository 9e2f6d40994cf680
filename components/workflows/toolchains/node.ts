import { type Step, uses } from "../model/index.ts";
import { cached } from "./cache.ts";
import type { Kit, ServiceOf, SuiteRun } from "./kit.ts";
import { archive } from "./pack.ts";
import { quoted, within } from "./script.ts";
import { configuration, dependencyCheck, inFolder, migrations, snyk, suiteStep } from "./shared.ts";
import { tools } from "./tools.ts";

type NodeService = ServiceOf<"node">;

const managers = {
  npm: {
    lock: "package-lock.json",
    downloads: "~/.npm",
    install: "npm ci",
    // The tools are those of the lockfile; npx must not bring others.
    exec: "npx --no-install",
    script: "npm run",
    audit: "npm audit --audit-level=high",
  },
  pnpm: {
    lock: "pnpm-lock.yaml",
    downloads: "~/.local/share/pnpm/store",
    install: "pnpm install --frozen-lockfile",
    exec: "pnpm exec",
    script: "pnpm run",
    audit: "pnpm audit --audit-level=high",
  },
} as const;

/** Node.js and Next.js: ESLint, TypeScript and Prettier, Jest, Playwright. */
export const node: Kit<"node"> = {
  setUp(service, context, isCached) {
    const { folder, manager, version } = service.toolchain;
    const { lock, downloads, install } = managers[manager];
    const installed = [inFolder(service, "Install", install)];
    return [
      uses("Set up Node", {
        uses: "actions/setup-node",
        with: { "node-version": version, "package-manager-cache": false },
      }),
      // Corepack takes the version, and its digest where it is there, from package.json's packageManager.
      ...(manager === "pnpm"
        ? [inFolder(service, "Set up pnpm", `npx --yes corepack@${tools.corepack} enable pnpm`)]
        : []),
      ...(isCached
        ? cached({ paths: [downloads], locks: [within(folder, lock)] }, installed, context)
        : installed),
    ];
  },
  checks: {
    lint: (service) => [inFolder(service, "ESLint", `${exec(service)} eslint . --max-warnings 0`)],
    types: (service) => [inFolder(service, "TypeScript check", `${exec(service)} tsc --noEmit`)],
    format: (service) => [inFolder(service, "Format check", `${exec(service)} prettier --check .`)],
    audit: (service) => {
      const { manager } = service.toolchain;
      return [inFolder(service, `${manager} audit`, managers[manager].audit)];
    },
    snyk: (service, context) => snyk(service, context, []),
    dependencies: (service) => dependencyCheck(service, [managers[service.toolchain.manager].lock]),
    migrations,
    configuration,
    build: (service) => [script(service, "Production build", service.toolchain.scripts.build)],
    bundle: (service) => [
      script(service, "Bundle analysis", service.toolchain.scripts.bundle),
      uses("Keep the report of the bundle", {
        uses: "actions/upload-artifact",
        with: {
          name: `${service.name}-bundle`,
          path: within(service.toolchain.folder, service.toolchain.bundleReport),
          "if-no-files-found": "error",
          "include-hidden-files": true,
        },
      }),
    ],
    assets: (service) => [script(service, "Asset optimisation", service.toolchain.scripts.assets)],
  },
  suite: (service, suite) => (suite.name === "e2e" ? playwright(service, suite) : [jest(service, suite)]),
  pack: (service) => {
    const { output } = service.toolchain;
    // What Next.js keeps for its next build is no part of this one.
    return archive(service, { from: ".", paths: [output], without: [`${output}/cache`] });
  },
};

function exec({ toolchain }: NodeService): string {
  return managers[toolchain.manager].exec;
}

function script(service: NodeService, step: string, name: string): Step {
  return inFolder(service, step, `${managers[service.toolchain.manager].script} ${quoted(name)}`);
}

function jest(service: NodeService, suite: SuiteRun): Step {
  const measured = ' --coverage --coverageReporters=lcovonly --coverageDirectory="$(dirname "$COVERAGE")"';
  return suiteStep(
    service,
    suite,
    `${exec(service)} jest --ci --reporters=default --reporters=jest-junit${suite.coverage === undefined ? "" : measured} ${quoted(suite.path)}`,
    { JEST_JUNIT_OUTPUT_FILE: suite.env.JUNIT },
  );
}

function playwright(service: NodeService, suite: SuiteRun): Step[] {
  return [
    inFolder(service, "Install the browser", `${exec(service)} playwright install --with-deps chromium`),
    suiteStep(
      service,
      suite,
      `${exec(service)} playwright test --reporter=list,junit ${quoted(suite.path)}`,
      { PLAYWRIGHT_JUNIT_OUTPUT_FILE: suite.env.JUNIT },
    ),
  ];
}
