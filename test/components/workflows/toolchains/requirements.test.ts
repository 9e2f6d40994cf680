import { describe, expect, it } from "vitest";
import { job, run } from "../../../../components/workflows/model/index.ts";
import { jobOf, jobsOf, stepOf, waitsFor, workOf } from "./parsed.ts";
import {
  backend000,
  backend001,
  backend004,
  diary002,
  fileOf,
  frontend000,
  frontend001,
  frontend004,
  seedFiles,
  service003,
} from "./seeds.ts";

const published = { publish: true };

/** An expression as the file has it. */
const expression = (source: string) => `\${{ ${source} }}`;

describe("specification 000", () => {
  const backend = fileOf("backend.yml", [backend000], published);

  it("S000-CI-01: lint and type check come before the tests", () => {
    expect(workOf(backend, "backend-lint")).toEqual(["Ruff linter", "MyPy type check"]);
    expect(jobOf(backend, "backend-test").needs).toEqual(["backend-lint"]);
  });

  it("S000-CI-04: nothing is built or deployed after a failed test", () => {
    for (const id of ["backend-build", "deploy"]) {
      expect(waitsFor(backend, id)).toEqual(expect.arrayContaining(["backend-test", "backend-lint"]));
    }
    // The parser of this test refuses continue-on-error, so that there is none.
    for (const { if: condition } of jobsOf(backend).values()) expect(condition).toBeUndefined();
    const conditional = [...jobsOf(backend).values()].flatMap(({ steps }) =>
      steps.filter((step) => step.if !== undefined && !step.if.includes("cache-hit")).map(({ name }) => name),
    );
    expect(conditional).toEqual(["Keep the reports"]);
  });

  it("guards come first", () => {
    const guard = job("guard", { timeoutMinutes: 5, steps: [run("Guard", { run: "true" })] });
    const guarded = fileOf("backend.yml", [backend000], { needs: [guard] });
    expect(jobOf(guarded, "backend-lint").needs).toEqual(["guard"]);
    expect(waitsFor(guarded, "backend-build")).toContain("guard");
  });

  it("S000-FE-02: a flag adds Playwright, or takes it out", () => {
    const withIt = fileOf("frontend.yml", [frontend000(true)]);
    const without = fileOf("frontend.yml", [frontend000(false)]);
    expect(workOf(withIt, "frontend-test")).toEqual([
      "Install the browser",
      "End-to-end tests",
      "End-to-end tests: 1 at least, none fails",
      "Keep the reports",
    ]);
    expect(jobOf(withIt, "frontend-test").needs).toEqual(["frontend-build"]);
    expect([...jobsOf(without).keys()]).toEqual(["frontend-lint", "frontend-build", "deploy"]);
    expect(jobOf(without, "deploy").needs).toEqual(["frontend-build"]);
  });
});

describe("specification 001", () => {
  const frontend = fileOf("frontend.yml", [frontend001], published);
  const backend = fileOf("backend.yml", [backend001], published);

  it("S001-ORDER-01: lint and type check, test, build, security scan, deploy", () => {
    for (const [file, name] of [
      [frontend, "frontend"],
      [backend, "backend"],
    ] as const) {
      const needs = [...jobsOf(file)].map(([id, one]) => [id, one.needs]);
      expect(needs).toEqual([
        [`${name}-lint-and-type-check`, []],
        [`${name}-test`, [`${name}-lint-and-type-check`]],
        [`${name}-build`, [`${name}-test`]],
        [`${name}-build-provenance`, [`${name}-build`]],
        [`${name}-security-scan`, [`${name}-build`, `${name}-build-provenance`]],
        ["deploy", [`${name}-security-scan`]],
      ]);
    }
  });

  it("S001-FE-02: ESLint, TypeScript and format each stand alone", () => {
    expect(workOf(frontend, "frontend-lint-and-type-check")).toEqual([
      "ESLint",
      "TypeScript check",
      "Format check",
    ]);
    const script = (name: string) => stepOf(frontend, "frontend-lint-and-type-check", name).run?.trim();
    expect(script("ESLint")).toBe("npx --no-install eslint . --max-warnings 0");
    expect(script("TypeScript check")).toBe("npx --no-install tsc --noEmit");
    expect(script("Format check")).toBe("npx --no-install prettier --check .");
  });

  it("S001-FE-03: unit and integration tests, and the report of coverage is kept", () => {
    expect(workOf(frontend, "frontend-test")).toEqual(
      expect.arrayContaining(["Unit tests", "Integration tests", "Keep the reports"]),
    );
    expect(stepOf(frontend, "frontend-test", "Unit tests").env).toMatchObject({
      COVERAGE: `${expression("github.workspace")}/reports/frontend/unit/lcov.info`,
    });
    expect(stepOf(frontend, "frontend-test", "Keep the reports").with).toEqual({
      name: "frontend-test-reports",
      path: "reports/frontend",
      "if-no-files-found": "error",
    });
  });

  it("S001-FE-04: production build, bundle analysis with its report, small assets", () => {
    expect(workOf(frontend, "frontend-build")).toEqual([
      "Production build",
      "Bundle analysis",
      "Keep the report of the bundle",
      "Asset optimisation",
      "Pack",
      "List what it is made of",
      "Keep the build",
      "Keep the SBOM",
    ]);
    expect(stepOf(frontend, "frontend-build", "Production build").run).toBe("npm run build\n");
    expect(stepOf(frontend, "frontend-build", "Keep the report of the bundle").with).toMatchObject({
      path: "omega-frontend/.next/analyze",
      "if-no-files-found": "error",
      "include-hidden-files": true,
    });
  });

  it("S001-FE-05: npm audit, Snyk and the dependency check come before the deployment", () => {
    expect(workOf(frontend, "frontend-security-scan")).toEqual([
      "npm audit",
      "Snyk scan",
      "Install osv-scanner 2.5.1",
      "Dependency check",
    ]);
    expect(stepOf(frontend, "frontend-security-scan", "Snyk scan").env).toEqual({
      SNYK_TOKEN: expression("secrets.SNYK_TOKEN"),
    });
    expect(jobOf(frontend, "deploy").needs).toEqual(["frontend-security-scan"]);
  });

  it("S001-BE-02: Ruff as linter and as formatter, MyPy", () => {
    const scripts = ["Ruff linter", "Ruff formatter", "MyPy type check"].map((name) =>
      stepOf(backend, "backend-lint-and-type-check", name).run?.trim(),
    );
    expect(scripts).toEqual(["ruff check .", "ruff format --check .", "mypy ."]);
  });

  it("S001-BE-03: unit, integration and database tests with Postgres, and the report of coverage is kept", () => {
    expect(workOf(backend, "backend-test")).toEqual(
      expect.arrayContaining(["Unit tests", "Integration tests", "Database tests", "Keep the reports"]),
    );
    const { services } = jobOf(backend, "backend-test");
    expect(services?.["postgres"]?.image).toMatch(/^postgres:17@sha256:[0-9a-f]{64}$/);
    expect(stepOf(backend, "backend-test", "Database tests").env).toMatchObject({
      DATABASE_URL: "postgresql://postgres@127.0.0.1:5432/postgres",
    });
    expect(stepOf(backend, "backend-test", "Unit tests").env).not.toHaveProperty("DATABASE_URL");
    expect(stepOf(backend, "backend-test", "Unit tests").run).toContain('--cov-report="lcov:$COVERAGE"');
    expect(stepOf(backend, "backend-test", "Keep the reports").with).toMatchObject({
      path: "reports/backend",
      "if-no-files-found": "error",
    });
  });

  it("S001-BE-05: Safety, Bandit and the dependency audit come before the deployment", () => {
    expect(workOf(backend, "backend-security-scan")).toEqual([
      "Safety check",
      "Bandit scan",
      "Dependency audit",
    ]);
    expect(jobOf(backend, "deploy").needs).toEqual(["backend-security-scan"]);
  });

  it("S001-TEST-01: unit tests with pytest, integration, database and API tests", () => {
    const suites = ["Unit tests", "Integration tests", "Database tests", "API tests"];
    for (const name of suites) {
      expect(stepOf(backend, "backend-test", name).run).toMatch(/^pytest --junit-xml="\$JUNIT"/m);
    }
    const order = workOf(backend, "backend-test").filter((name) => suites.includes(name));
    expect(order).toEqual(suites);
  });

  it("S001-TEST-02: unit and component tests with Jest, end-to-end tests with Playwright", () => {
    expect(stepOf(frontend, "frontend-test", "Unit tests").run).toContain("npx --no-install jest --ci");
    expect(stepOf(frontend, "frontend-test", "Component tests").run).toMatch(
      /jest --ci .* tests\/component$/m,
    );
    expect(stepOf(frontend, "frontend-test", "End-to-end tests").run).toContain(
      "npx --no-install playwright test",
    );
  });
});

describe("specification 002", () => {
  it("S002-PIPE-01: lint and type check side by side, then the unit tests", () => {
    const file = fileOf("checks.yml", [diary002]);
    expect(jobOf(file, "diary-lint").needs).toEqual([]);
    expect(jobOf(file, "diary-types").needs).toEqual([]);
    expect(jobOf(file, "diary-unit-tests").needs).toEqual(["diary-lint", "diary-types"]);
  });
});

describe("specification 003", () => {
  it("tests, then the linter, then the image (S003-FLOW-02)", () => {
    const file = fileOf("checks.yml", [service003], published);
    expect([...jobsOf(file)].map(([id, { needs }]) => [id, needs])).toEqual([
      ["service-tests", []],
      ["service-lint", ["service-tests"]],
      ["service-image", ["service-lint"]],
      ["deploy", ["service-image"]],
    ]);
  });
});

describe("specification 004", () => {
  const file = fileOf("ci.yml", [backend004, frontend004], { pullRequests: true });

  it("S004-CI-02: cargo fmt, clippy and audit, ESLint and TypeScript, each strict", () => {
    const script = (id: string, name: string) => stepOf(file, id, name).run?.trim();
    expect(script("backend-static-analysis", "cargo fmt")).toBe("cargo fmt --all --check");
    expect(script("backend-static-analysis", "cargo clippy")).toMatch(/ -- --deny warnings$/);
    expect(script("backend-static-analysis", "cargo audit")).toBe("cargo audit --deny warnings");
    expect(script("frontend-static-analysis", "ESLint")).toContain("--max-warnings 0");
    expect(script("frontend-static-analysis", "TypeScript check")).toContain("tsc --noEmit");
  });

  it("S004-CI-03: the backend's tests are selected by the changed files, the frontend's measured", () => {
    expect(workOf(file, "backend-unit-tests")).toEqual([
      "Restore what was compiled",
      "Install cargo-nextest 0.9.143",
      "Install cargo-llvm-cov 0.9.0",
      "List the packages",
      "Select the tests that the change reaches",
      "Unit tests",
      "Unit tests: 1 at least, none fails",
      "Unit tests: 85 % of lines covered",
      "Keep the reports",
    ]);
    expect(stepOf(file, "backend-unit-tests", "Check out").with).toMatchObject({ "fetch-depth": 0 });
    expect(stepOf(file, "backend-unit-tests", "Unit tests").run).toContain(
      '--filterset "$(cat "$GITHUB_WORKSPACE/reports/backend/unit/selection.json.filter")"',
    );
    expect(workOf(file, "frontend-unit-tests")).toContain("Unit tests: 80 % of lines covered");
  });

  it("S004-CI-05: database, services, and the contract against OpenAPI", () => {
    expect(workOf(file, "backend-integration-tests")).toEqual(
      expect.arrayContaining(["Database tests", "Service-to-service tests", "Contract tests"]),
    );
    expect(jobOf(file, "backend-integration-tests").services).toHaveProperty("postgres");
    for (const [name, target] of [
      ["Database tests", "database"],
      ["Service-to-service tests", "services"],
    ] as const) {
      expect(stepOf(file, "backend-integration-tests", name).run).toMatch(
        new RegExp(`cargo nextest run --workspace --locked .* --test ${target}$`, "m"),
      );
    }
    expect(stepOf(file, "backend-integration-tests", "Contract tests").run).toContain(
      "schemathesis run openapi.yaml --url http://127.0.0.1:8000 --checks all",
    );
  });

  it("S004-CI-06: full compilation, container images and kept artifacts", () => {
    expect(workOf(file, "backend-build-verification")).toEqual(
      expect.arrayContaining(["Full compilation", "Keep the build", "Keep the SBOM"]),
    );
    expect(workOf(file, "backend-build-verification-image")).toEqual(
      expect.arrayContaining(["Build the image", "Scan the image", "Keep the image's SBOM"]),
    );
    expect(stepOf(file, "backend-build-verification", "Full compilation").run).toBe(
      "cargo build --workspace --all-targets --release --locked\n",
    );
    expect(workOf(file, "frontend-build-verification")).toContain("Keep the build");
  });

  it("stages of both services walk together, and take what the specification says", () => {
    const stages = [
      ["static-analysis", 3],
      ["unit-tests", 10],
      ["integration-tests", 15],
      ["build-verification", 10],
    ] as const;
    for (const [stage, minutes] of stages) {
      for (const [id, one] of jobsOf(file)) {
        if (id.includes(stage)) expect([id, one["timeout-minutes"]]).toEqual([id, minutes]);
      }
    }
    expect(jobOf(file, "backend-unit-tests").needs).toEqual([
      "backend-static-analysis",
      "frontend-static-analysis",
    ]);
    expect(jobOf(file, "frontend-build-verification").needs).toEqual(["backend-integration-tests"]);
  });
});

describe("images", () => {
  const file = fileOf("main.yml", [backend004], published);
  const id = "backend-build-verification-image";

  it("S004-SEC-06: are scanned before they are pushed", () => {
    const work = workOf(file, id);
    const places = ["Build the image", "Scan the image", "Log in to the registry", "Push the image"].map(
      (name) => work.indexOf(name),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(stepOf(file, id, "Scan the image").run).toContain("image --exit-code 1 --severity HIGH,CRITICAL");
    expect(stepOf(file, id, "Build the image").with).toMatchObject({ push: false, load: true });
  });

  it("S002-STACK-03: are kept at ghcr.io, and only a job that pushes may write there", () => {
    expect(stepOf(file, id, "Build the image").with?.["tags"]).toBe(
      `ghcr.io/acme/app/backend:${expression("github.sha")}`,
    );
    const writers = seedFiles().flatMap((one) =>
      [...jobsOf(one)]
        .filter(([, { permissions }]) => permissions["packages"] === "write")
        .map(([, { steps }]) => steps.some(({ name }) => name === "Push the image")),
    );
    expect(writers).toHaveLength(3);
    expect(writers).not.toContain(false);
  });

  it("are neither pushed nor attested where a pull request may run the workflow", () => {
    const pulled = fileOf("ci.yml", [backend004], { pullRequests: true });
    const work = workOf(pulled, id);
    expect(work).not.toContain("Push the image");
    expect(work.filter((name) => name.startsWith("Attest"))).toEqual([]);
    for (const [, { permissions }] of jobsOf(pulled)) {
      expect(Object.values(permissions)).not.toContain("write");
    }
  });

  it("are handed on by their digest", () => {
    const image = file.verification.artifacts.find(({ kind }) => kind === "image");
    expect(image).toMatchObject({ service: "backend" });
    expect(image?.kind === "image" && image.reference.source).toBe(`needs.${id}.outputs.image`);
    expect(jobOf(file, id).outputs).toEqual({ image: expression("steps.push-backend.outputs.reference") });
  });
});

describe("every seed's jobs", () => {
  const every = seedFiles().flatMap((file) => [...jobsOf(file)].map(([id, one]) => ({ file, id, one })));

  it("S004-STG-03: list what a build is made of, in a standard format, and keep both", () => {
    const builds = every.filter(({ one }) => one.steps.some(({ name }) => name === "Keep the build"));
    expect(builds.length).toBeGreaterThan(5);
    for (const { file, id } of builds) {
      expect(stepOf(file, id, "List what it is made of").with).toMatchObject({ format: "spdx-json" });
      expect(stepOf(file, id, "Keep the SBOM").with).toMatchObject({ "if-no-files-found": "error" });
    }
  });

  it("sign only where nothing of the build or its dependencies runs", () => {
    const signing = every.filter(({ one }) => one.permissions["id-token"] === "write");
    expect(signing.length).toBeGreaterThan(5);
    for (const { one } of signing) {
      const scripts = one.steps.filter(({ run: script }) => script !== undefined).map(({ name }) => name);
      expect(scripts.join()).not.toMatch(/Install$|Production build|Full compilation/);
    }
  });

  it("save caches on pushes to the default branch alone, and none where a release is made", () => {
    for (const { one } of every) {
      const names = one.steps.map(({ name }) => name);
      const makes = names.includes("Keep the build") || names.includes("Build the image");
      for (const { uses = "", if: condition = "", with: given } of one.steps) {
        const saves = /^actions\/cache\/save@/.test(uses) ? condition : given?.["save-if"];
        expect(uses).not.toMatch(/^actions\/cache@/);
        if (/cache/.test(uses)) expect(makes).toBe(false);
        if (saves !== undefined) {
          expect(saves).toContain("github.event_name == 'push' && github.ref == 'refs/heads/main'");
        }
      }
    }
  });

  it("hand no secret to a job without an environment, but Snyk's to its one step", () => {
    const secrets = every.flatMap(({ one }) =>
      one.steps.filter((step) => JSON.stringify(step).includes("secrets.")).map(({ name }) => name),
    );
    expect(new Set(secrets)).toEqual(new Set(["Snyk scan"]));
  });

  it("follow every suite with the gate that reads its report", () => {
    for (const { one } of every) {
      const names = one.steps.map(({ name }) => name);
      one.steps.forEach(({ env }, index) => {
        if (env?.["JUNIT"] === undefined) return;
        expect(names[index + 1]).toMatch(/: \d+ at least, none fails$/);
        if (env["COVERAGE"] !== undefined) expect(names[index + 2]).toMatch(/ % of lines covered$/);
      });
    }
  });
});
