import { type Step, uses } from "../model/index.ts";
import { cached } from "./cache.ts";
import type { Kit, ServiceOf } from "./kit.ts";
import { commandLine, quoted, within } from "./script.ts";
import { configuration, dependencyCheck, inFolder, migrations, pipx, snyk, suiteStep } from "./shared.ts";
import { tools } from "./tools.ts";

type PythonService = ServiceOf<"python">;

/** Where Azure Functions looks for packages (Azure Docs, "Python developer guide", packaging). */
const packages = ".python_packages/lib/site-packages";

/** Python: Ruff, MyPy, pytest, Safety, Bandit. */
export const python: Kit<"python"> = {
  setUp(service, context, isCached) {
    const { folder, manager, version, requirements } = service.toolchain;
    const isUv = manager === "uv";
    const files = requirements.flatMap((file) => ["--requirement", file]);
    const installed = [
      inFolder(
        service,
        "Install",
        isUv ? "uv sync --locked --all-groups" : commandLine("python", "-m", "pip", "install", ...files),
      ),
    ];
    const [first, ...others] = isUv ? (["uv.lock"] as const) : requirements;
    const locks: [string, ...string[]] = [
      within(folder, first),
      ...others.map((file) => within(folder, file)),
    ];
    return [
      uses("Set up Python", { uses: "actions/setup-python", with: { "python-version": version } }),
      ...(isUv
        ? [
            uses("Set up uv", {
              uses: "astral-sh/setup-uv",
              with: { version: tools.uv, "python-version": version, "enable-cache": false },
            }),
          ]
        : []),
      ...(isCached
        ? cached({ paths: [isUv ? "~/.cache/uv" : "~/.cache/pip"], locks }, installed, context)
        : installed),
    ];
  },
  checks: {
    lint: (service) => [inFolder(service, "Ruff linter", `${exec(service)}ruff check .`)],
    format: (service) => [inFolder(service, "Ruff formatter", `${exec(service)}ruff format --check .`)],
    types: (service) => [inFolder(service, "MyPy type check", `${exec(service)}mypy .`)],
    imports: (service) => [inFolder(service, "Verify imports", importScript(service))],
    migrations,
    configuration,
    safety: (service) => [
      inFolder(service, "Safety check", `${pipx("safety")} check ${fileOptions("--file", service)}`),
    ],
    bandit: (service) => [
      inFolder(
        service,
        "Bandit scan",
        `${pipx("bandit")} --recursive --severity-level medium ${commandLine(...service.toolchain.packages)}`,
      ),
    ],
    audit: (service) => [
      ...exported(service),
      inFolder(
        service,
        "Dependency audit",
        `${pipx("pip-audit")} --strict ${fileOptions("--requirement", service)}`,
      ),
    ],
    snyk: (service, context) => [
      ...exported(service),
      ...snyk(service, context, [
        "--package-manager=pip",
        `--file=${requirementFiles(service)[0]}`,
        "--command=python",
      ]),
    ],
    dependencies: (service) =>
      dependencyCheck(
        service,
        service.toolchain.manager === "uv" ? ["uv.lock"] : service.toolchain.requirements,
      ),
    build: (service) => [
      ...exported(service),
      inFolder(service, "Install what is deployed", [
        `rm -rf ${packages}`,
        commandLine(
          "python",
          "-m",
          "pip",
          "install",
          "--target",
          packages,
          "--requirement",
          deployed(service),
        ),
      ]),
    ],
  },
  suite: (service, suite) => {
    const { coverage, path } = suite;
    const measured = coverage === undefined ? "" : ' --cov --cov-report="lcov:$COVERAGE"';
    return [
      suiteStep(service, suite, `${exec(service)}pytest --junit-xml="$JUNIT"${measured} ${quoted(path)}`),
    ];
  },
  /** A zip: what azure/functions-action takes. Of the folder it holds what is committed, and nothing that lies about. */
  pack: (service) => {
    const file = `dist/${service.name}.zip`;
    return {
      file,
      steps: [
        inFolder(service, "Pack", [
          'mkdir -p "$GITHUB_WORKSPACE/dist"',
          `git archive --format=zip --output="$GITHUB_WORKSPACE/${file}" HEAD`,
          `zip --quiet --recurse-paths "$GITHUB_WORKSPACE/${file}" ${packages}`,
        ]),
      ],
    };
  },
};

function exec({ toolchain }: PythonService): string {
  return toolchain.manager === "uv" ? "uv run --locked " : "";
}

const exportedFile = "requirements.exported.txt";

/** uv's lockfile in the words that other tools read. */
function exported(service: PythonService): Step[] {
  if (service.toolchain.manager !== "uv") return [];
  const words = ["uv", "export", "--locked", "--no-dev", "--no-emit-project", "--quiet"];
  return [inFolder(service, "Export the lockfile", commandLine(...words, "--output-file", exportedFile))];
}

function requirementFiles({ toolchain }: PythonService): readonly [string, ...string[]] {
  return toolchain.manager === "uv" ? [exportedFile] : toolchain.requirements;
}

/** The service's own requirements stand first; what follows serves its checks alone. */
function deployed(service: PythonService): string {
  return requirementFiles(service)[0];
}

function fileOptions(option: string, service: PythonService): string {
  return requirementFiles(service)
    .map((file) => `${option} ${quoted(file)}`)
    .join(" ");
}

/** Imports every module of the service's packages: a broken import shows, wherever it stands. */
function importScript(service: PythonService): string[] {
  const runner = exec(service) === "" ? "python" : `${exec(service)}python`;
  return [
    `${runner} - ${commandLine(...service.toolchain.packages)} <<'PYTHON'`,
    "import importlib, pkgutil, sys",
    "sys.path.insert(0, '')",
    "for name in sys.argv[1:]:",
    "    package = importlib.import_module(name)",
    "    for module in pkgutil.walk_packages(getattr(package, '__path__', []), f'{name}.'):",
    "        importlib.import_module(module.name)",
    "PYTHON",
  ];
}
