import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  ancestorsOf,
  commandsOf,
  environmentOf,
  isAscending,
  jobOf,
  placesOf,
} from "../components/workflows/files/parsed.ts";
import { workflowOf } from "../components/workflows/files/pipelines.ts";
import { runScript } from "../components/workflows/files/run-script.ts";

const ci = workflowOf("004", "ci.yml");
const main = workflowOf("004", "main.yml");
const deploy = workflowOf("004", "deploy.yml");
const rollback = workflowOf("004", "rollback.yml");
const monitor = workflowOf("004", "deployment-monitor.yml");

it("S004-CI-01: ci.yml runs on pushes to main and on pull requests", () => {
  expect(ci.on.push?.branches).toContain("main");
  expect(ci.on.pull_request).toBeNull();
});

it("S004-STG-01: main.yml runs on pushes to main and by hand, and goes to staging", () => {
  expect(main.on.push?.branches).toEqual(["main"]);
  expect(main.on.workflow_dispatch).toEqual({ inputs: {} });
  for (const id of ["deploy-backend", "deploy-frontend"])
    expect(environmentOf(jobOf(main, id))).toBe("staging");
});

describe("S004-STG-02: what changed since it was last deployed", () => {
  const script = jobOf(main, "changes").steps.find(({ id }) => id === "changes")?.run ?? "";

  /** A repository with one commit, and one more that touches the given paths. */
  function changes(touched: readonly string[], deployed: { backend: boolean; frontend: boolean }): string[] {
    const cwd = mkdtempSync(join(tmpdir(), "gatehouse-changes-"));
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
        cwd,
        encoding: "utf8",
      }).trim();
    const write = (path: string, text: string) => {
      mkdirSync(join(cwd, path, ".."), { recursive: true });
      writeFileSync(join(cwd, path), text);
    };
    try {
      git("init", "--quiet");
      write("backend/a", "1");
      write("frontend/a", "1");
      git("add", ".");
      git("commit", "--quiet", "--message", "first");
      const first = git("rev-parse", "HEAD");
      for (const path of touched) write(path, "2");
      git("add", ".");
      git("commit", "--quiet", "--allow-empty", "--message", "second");
      const names = [
        ...(deployed.backend ? ["Deploy backend"] : []),
        ...(deployed.frontend ? ["Deploy frontend"] : []),
      ];
      const gh = `if [ "$1 $2" = "run list" ]; then echo "7 ${first}"; else printf '%s\\n' ${names.map((name) => `'${name}'`).join(" ")}; fi`;
      return runScript(script, { cwd, gh, env: { WORKFLOW: "main.yml", BRANCH: "main" } }).outputs;
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  }

  it.each([
    [
      "a frontend-only change skips the backend",
      ["frontend/a"],
      { backend: true, frontend: true },
      false,
      true,
    ],
    [
      "a backend-only change skips the frontend",
      ["backend/a"],
      { backend: true, frontend: true },
      true,
      false,
    ],
    ["nothing changed, nothing goes", [], { backend: true, frontend: true }, false, false],
    [
      "a component whose last run failed goes again, unchanged",
      [],
      { backend: false, frontend: true },
      true,
      false,
    ],
    ["the first run deploys both", [], { backend: false, frontend: false }, true, true],
  ] as const)("%s", (_what, touched, deployed, backend, frontend) => {
    expect(changes(touched, deployed)).toEqual([`backend=${backend}`, `frontend=${frontend}`]);
  });

  it("skips all that belongs to a component that stays", () => {
    for (const [id, job] of Object.entries(main.jobs)) {
      const component = /^(backend|frontend)-/.exec(id)?.[1];
      if (component === undefined) continue;
      const waits = job.needs.some((need) => need.startsWith(component));
      expect(waits || job.if === `needs.changes.outputs.${component} == 'true'`, id).toBe(true);
    }
  });

  it("decides which jobs run, beside quick smoke tests", () => {
    expect(jobOf(main, "backend-build-verification").if).toBe("needs.changes.outputs.backend == 'true'");
    expect(jobOf(main, "frontend-build-verification").if).toBe("needs.changes.outputs.frontend == 'true'");
    expect(ancestorsOf(main, "deploy-backend")).toContain("backend-build-verification");
    expect(() => placesOf(jobOf(main, "changes"), ["Run quick smoke tests"])).not.toThrow();
  });
});

it("S004-STG-03: each component's build and its SBOM are kept", () => {
  for (const service of ["backend", "frontend"]) {
    const job = jobOf(main, `${service}-build-verification`);
    expect(() => placesOf(job, ["Keep the build", "Keep the SBOM"])).not.toThrow();
    expect(job.steps.some(({ with: given }) => given["format"] === "spdx-json")).toBe(true);
  }
});

it("S004-STG-04: gateway and frontend go to staging with its own variables", () => {
  const backend = jobOf(main, "deploy-backend").steps.find(({ id }) => id === "deploy-backend");
  expect(backend?.run).toContain("--environment=staging");
  const frontend = jobOf(main, "deploy-frontend").steps.find(({ id }) => id === "deploy-frontend");
  expect(frontend?.env["VERCEL_PROJECT_ID"]).toBe("salunga-staging");
});

it("the regression has its five steps in order", () => {
  const steps = [
    "Validate that the deployment is ready",
    "E2E smoke tests with Playwright",
    "API integration testing",
    "Performance benchmarking",
    "Hold it against its SLAs",
  ];
  expect(isAscending(placesOf(jobOf(main, "regression"), steps))).toBe(true);
});

describe("S004-STG-06: production is asked for once, when all of staging passed", () => {
  const job = jobOf(main, "request-production");
  const step = job.steps.find(({ id }) => id === "request");
  const env = { SHA: "d".repeat(40), STAGE: "production", TASK: "deploy" };
  const posts = (known: number) =>
    runScript(step?.run ?? "", {
      env,
      gh: `case "$*" in *"--method GET"*) echo ${known} ;; *) echo 42 ;; esac`,
    }).calls.filter((call) => call.includes("--method POST"));

  it("makes one deployment of the tested commit, pending", () => {
    expect(posts(0)).toEqual([
      expect.stringMatching(
        new RegExp(
          `repos/owner/name/deployments --raw-field ref=${env.SHA} --raw-field environment=production `,
        ),
      ),
      expect.stringContaining("repos/owner/name/deployments/42/statuses --raw-field state=pending"),
    ]);
  });

  it("makes none where the commit has one", () => expect(posts(1)).toEqual([]));

  it("runs after a passing regression only; the team hears of another one", () => {
    expect(job.if).toBe("always() && needs.regression.result != 'cancelled'");
    expect(step?.if).toBe("needs.regression.result == 'success'");
    const told = job.steps.find(({ id }) => id === "notify-failure");
    expect(told?.if).toBe("failure() || needs.regression.result != 'success'");
    expect(step?.env["GH_TOKEN"]).toBe("$" + "{{ steps.app-writes.outputs.token }}");
  });
});

it("S004-STG-07: each part of staging ends within its figure", () => {
  const minutes = (id: string) => jobOf(main, id)["timeout-minutes"];
  expect([
    minutes("changes"),
    minutes("backend-build-verification"),
    minutes("deploy-backend"),
    minutes("regression"),
  ]).toEqual([5, 15, 20, 25]);
});

it("S004-CI-08: each part of CI ends within its figure", () => {
  const minutes = Object.entries(ci.jobs).map(([id, job]) => [
    id.replace(/^(backend|frontend)-/, ""),
    job["timeout-minutes"],
  ]);
  expect(Object.fromEntries(minutes)).toEqual({
    format: 3,
    lint: 3,
    audit: 3,
    "static-analysis": 3,
    "unit-tests": 10,
    "integration-tests": 15,
    "build-verification": 10,
    "build-verification-image": 10,
  });
});

describe("the canary", () => {
  it("S004-CAN-01: deploy.yml starts on deployments of production and by hand", () => {
    expect(deploy.on).toHaveProperty("deployment", null);
    expect(deploy.on.workflow_dispatch).toBeDefined();
    expect(jobOf(deploy, "deploy").if).toContain(
      "github.event_name == 'deployment' && github.event.deployment.environment == 'production'",
    );
  });

  it("walks every step, with a baseline, after its approval; the image is proven first", () => {
    const job = jobOf(deploy, "deploy");
    expect(
      isAscending(
        placesOf(job, [
          "Prove the approvals",
          "Verify the attestation of backend",
          "Deploy backend",
          "Shift traffic step by step",
          "Call it the last good release",
        ]),
      ),
    ).toBe(true);
    const canary = job.steps.find(({ id }) => id === "canary");
    expect(canary?.run).not.toContain("--weight");
  });

  it("S004-SLA-07: all of production stays under two hours", () => {
    expect(jobOf(deploy, "deploy")["timeout-minutes"]).toBeLessThan(120);
  });
});

describe("rollback", () => {
  it("S004-RB-01: starts by hand alone", () =>
    expect(Object.keys(rollback.on)).toEqual(["workflow_dispatch"]));

  it("S004-RB-02: takes all, or one of backend, frontend and canary, and hands it over", () => {
    const input = rollback.on.workflow_dispatch?.inputs["rollback_target"];
    expect(input).toMatchObject({ type: "choice", options: ["all", "backend", "frontend", "canary"] });
    const step = jobOf(rollback, "rollback").steps.find(({ id }) => id === "rollback");
    expect(step?.env["OPTION_SCOPE"]).toBe("$" + "{{ inputs.rollback_target }}");
  });

  it("S004-RB-08: ends in less than ten minutes, and its duration is recorded", () => {
    const job = jobOf(rollback, "rollback");
    expect(job["timeout-minutes"]).toBeLessThan(10);
    expect(job.steps.find(({ id }) => id === "audit")?.if).toBe("always()");
  });
});

describe("S004-MON-01: the monitor's schedules", () => {
  const entries = monitor.on.schedule ?? [];

  it("cover the whole week in one zone, every 5 minutes in business hours and every 15 outside, and never meet", () => {
    expect(new Set(entries.map(({ timezone }) => timezone)).size).toBe(1);
    const starts = entries.flatMap(({ cron }) => startsOf(cron));
    expect(new Set(starts).size).toBe(starts.length);
    for (let hour = 0; hour < 7 * 24; hour++) {
      const inHour = starts.filter((start) => Math.floor(start / 60) === hour);
      const isBusiness =
        Math.floor(hour / 24) % 7 >= 1 && Math.floor(hour / 24) <= 5 && hour % 24 >= 9 && hour % 24 < 17;
      expect(inHour.length, `hour ${hour} of the week`).toBe(isBusiness ? 12 : 4);
    }
  });

  /** The minutes of a week, from Sunday 00:00, at which a cron line fires. */
  function startsOf(cron: string): number[] {
    const [minutes = "", hours = "", , , days = ""] = cron.split(" ");
    return valuesOf(days, 6).flatMap((day) =>
      valuesOf(hours, 23).flatMap((hour) =>
        valuesOf(minutes, 59).map((minute) => (day * 24 + hour) * 60 + minute),
      ),
    );
  }

  function valuesOf(field: string, most: number): number[] {
    return field.split(",").flatMap((part) => {
      const [range = "", step = "1"] = part.split("/");
      const [from, to] = range === "*" ? [0, most] : range.split("-").map(Number);
      const last = to ?? (part.includes("/") ? most : (from ?? 0));
      return Array.from(
        { length: Math.floor((last - (from ?? 0)) / Number(step)) + 1 },
        (_, index) => (from ?? 0) + index * Number(step),
      );
    });
  }
});

it("S004-GOV-05: a rollback is tried every week in staging, and its result recorded", () => {
  const drill = workflowOf("004", "rollback-drill.yml");
  expect(drill.on.schedule).toHaveLength(1);
  const job = jobOf(drill, "drill");
  expect(environmentOf(job)).toBe("staging");
  expect(commandsOf(job)).toEqual(expect.arrayContaining(["rollback", "smoke", "audit run"]));
});
