import { runtime } from "../files/parts/runtime.ts";
import { github, run, type Step, type Value } from "../model/index.ts";
import type { Context } from "./context.ts";
import { download, toolFolder } from "./downloads.ts";
import type { SuiteRun } from "./kit.ts";
import { refuse } from "./refusal.ts";
import { commandLine, quoted, within } from "./script.ts";
import type { Service } from "./toolchain.ts";
import { tools } from "./tools.ts";

/**
 * Numbering, order and undo scripts of the migrations, by the contract's rules; on a pull request also that nothing is
 * edited that was there before.
 */
export function migrations(_service: Service, { environment }: Context): Step[] {
  const base = github.event("pull_request", "base", "sha");
  return [runtime("Check the migrations", "migrate check", { environment, base })];
}

/**
 * Every variable that the service needs stands in its example file: what is forgotten there is forgotten in the
 * environments.
 */
export function configuration(service: Service, context: Context): Step[] {
  const { folder, example } = service.toolchain;
  const required = context.required[service.name] ?? [];
  if (required.length === 0) {
    throw refuse(
      service,
      "stages",
      "with the check configuration",
      "that check where secrets name the service's variables",
    );
  }
  return [
    runtime("Validate the configuration", "report configuration", {
      example: within(folder, example),
      required,
    }),
  ];
}

/** Holds lockfiles against the database of open source vulnerabilities. */
export function dependencyCheck(service: Service, lockfiles: readonly string[]): Step[] {
  const files = lockfiles.map((file) => `--lockfile ${quoted(file)}`).join(" ");
  return [
    download("osv-scanner"),
    inFolder(service, "Dependency check", `"${toolFolder}/osv-scanner" scan source ${files}`),
  ];
}

/** Snyk's scan; without its token it fails. */
export function snyk(service: Service, context: Context, options: readonly string[]): Step[] {
  if (context.snyk === undefined) {
    throw refuse(
      service,
      "stages",
      "with the check snyk and no token",
      "that check where the token is declared: a repository secret with its reason, or an environment that holds it",
    );
  }
  const token =
    "secret" in context.snyk ? context.snyk.secret.value : context.snyk.environment.secrets.SNYK_TOKEN;
  return [
    inFolder(
      service,
      "Snyk scan",
      commandLine("npx", "--yes", `snyk@${tools.snyk}`, "test", "--severity-threshold=high", ...options),
      { SNYK_TOKEN: token },
    ),
  ];
}

/** A step that runs in the service's folder. */
export function inFolder(
  { toolchain: { folder } }: Service,
  name: string,
  script: string | readonly string[],
  env?: Readonly<Record<string, Value>>,
): Step {
  return run(name, { run: script, env, ...(folder === "." ? {} : { workingDirectory: folder }) });
}

/** The step that runs a suite; its reports go into a folder of their own. */
export function suiteStep(
  service: Service,
  { title, env }: SuiteRun,
  script: string | readonly string[],
  more: Readonly<Record<string, Value>> = {},
): Step {
  const lines = typeof script === "string" ? [script] : script;
  return inFolder(service, title, ['mkdir -p "$(dirname "$JUNIT")"', ...lines], { ...env, ...more });
}

/** A tool of PyPI at its version, in an environment of its own. */
export function pipx(tool: "safety" | "bandit" | "pip-audit" | "schemathesis"): string {
  return `pipx run --spec ${tool}==${tools[tool]} ${tool}`;
}
