import { stringify } from "yaml";
import type { SmokeSuiteArgs } from "./args.ts";
import {
  type Check,
  databaseChecks,
  edgeChecks,
  featureChecks,
  integrityChecks,
  loginChecks,
  recordChecks,
} from "./checks.ts";

export type { SmokeSuiteArgs } from "./args.ts";
export { seedSuites } from "./seeds.ts";

/** Where specification 002 places the suites (S002-SMOKE-07). */
const folder = "tools/testing/smoke-tests";

/**
 * The default suites of smoke tests, as files of the application repository; the same text for the same arguments.
 * Files without a check are left out.
 *
 * @returns content by path, for example `tools/testing/smoke-tests/api.yaml`.
 */
export function smokeSuiteFiles(args: SmokeSuiteArgs): Record<string, string> {
  return Object.fromEntries(
    suitesOf(args).map(([name, checks]) => [`${folder}/${name}.yaml`, textOf(args.service, checks)]),
  );
}

/** The groups of checks that these suites have: every release must have run them all (S002-SMOKE-05). */
export function smokeGroupsOf(args: SmokeSuiteArgs): string[] {
  return [...new Set(suitesOf(args).flatMap(([, checks]) => checks.map(({ group }) => group)))];
}

function suitesOf(args: SmokeSuiteArgs): [string, Check[]][] {
  const { database, login, records } = args;
  const suites: Record<string, Check[]> = {
    database: database ? databaseChecks(database) : [],
    integrity: database ? integrityChecks(database) : [],
    api: login ? [...loginChecks(login), ...(records ? recordChecks(login, records) : [])] : [],
    features: login ? featureChecks(login, records) : [],
    edge: edgeChecks(args),
  };
  return Object.entries(suites).filter(([, checks]) => checks.length > 0);
}

const heading = `# Smoke tests, run after every deployment by the pipeline's runtime: node .gatehouse/pipeline.mjs smoke --help
# Secrets stand here by the names of the job's variables only.
`;

function textOf(service: string, checks: readonly Check[]): string {
  const asksHttp = checks.some(({ steps }) => steps.some((step) => "request" in step));
  const suite = { suite: 1, ...(asksHttp ? { service } : {}), checks };
  // Without anchors: whoever reads one check sees all of it.
  return heading + stringify(suite, { aliasDuplicateObjects: false, lineWidth: 110 });
}
