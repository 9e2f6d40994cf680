import { runtime } from "../files/parts/runtime.ts";
import { Expression, Template } from "../model/expression.ts";
import type { Step } from "../model/index.ts";
import type { SuiteRun } from "./kit.ts";
import { capital, quoted } from "./script.ts";
import { reportFolder, selectionFile } from "./selection.ts";
import { pipx, suiteStep } from "./shared.ts";
import type { OpenApi, Service, Suite } from "./toolchain.ts";

/** Names of suites that people write otherwise. */
const titles: Readonly<Record<string, string>> = {
  api: "API tests",
  e2e: "End-to-end tests",
  services: "Service-to-service tests",
};

const workspace = new Expression("github.workspace");

/** The database's address beside a suite; the container trusts its one job, so there is no password. */
const databaseUrl = "postgresql://postgres@127.0.0.1:5432/postgres";

/** A suite with the places of its reports. */
export function suiteRun(service: Service, name: string, suite: Suite): SuiteRun {
  const file = (end: string) => new Template([workspace, `/${reportFolder(service, { name })}/${end}`]);
  return {
    ...suite,
    name,
    title: titles[name] ?? `${capital(name)} tests`,
    path: suite.path ?? usualPath(service, name),
    env: {
      JUNIT: file("junit.xml"),
      ...(suite.coverage === undefined ? {} : { COVERAGE: file("lcov.info") }),
      ...(suite.database ? { DATABASE_URL: databaseUrl } : {}),
    },
  };
}

/** Where the tools of each kind look for tests; a test target of Rust is a name. */
function usualPath({ toolchain }: Service, name: string): string {
  if (toolchain.kind === "rust") return name;
  return toolchain.kind === "dart" ? `test/${name}` : `tests/${name}`;
}

/** The suite's own command, or a service held against its description; undefined where the toolchain's runner does. */
export function ownRunner(service: Service, suite: SuiteRun): Step[] | undefined {
  if (suite.command !== undefined) return [suiteStep(service, suite, suite.command.trim().split("\n"))];
  if (suite.openapi !== undefined) return [suiteStep(service, suite, contractScript(suite.openapi))];
  return undefined;
}

/**
 * Starts the service, waits for it, and asks it everything that its OpenAPI description offers: an answer that deviates
 * from it fails. The service ends with the step.
 */
export function contractScript({ description, start, address }: OpenApi): string[] {
  return [
    `bash -c ${quoted(start)} &`,
    "service=$!",
    `trap 'kill "$service"' EXIT`,
    `curl --silent --output /dev/null --retry 60 --retry-delay 1 --retry-connrefused ${quoted(address)}`,
    `${pipx("schemathesis")} run ${quoted(description)} --url ${quoted(address)} --checks all \\`,
    '  --report junit --report-junit-path "$JUNIT"',
  ];
}

/** What must hold of a suite's reports. A report that is missing, or holds too little, fails. */
export function reportGates(service: Service, suite: SuiteRun): Step[] {
  const folder = reportFolder(service, suite);
  const { title, least, coverage, changedOnly } = suite;
  const selected = changedOnly ? { selection: selectionFile(service, suite) } : {};
  return [
    runtime(`${title}: ${least} at least, none fails`, "report tests", {
      input: [`${folder}/junit.xml`],
      least: `${least}`,
      ...selected,
    }),
    ...(coverage === undefined
      ? []
      : [
          runtime(`${title}: ${coverage} % of lines covered`, "report coverage", {
            input: [`${folder}/lcov.info`],
            least: `${coverage}`,
            ...selected,
          }),
        ]),
  ];
}
