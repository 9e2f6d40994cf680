import { describe, expect, it } from "vitest";
import { render } from "../../../../components/workflows/model/index.ts";
import { workflowFiles } from "../../../../stacks/shared/workflows.ts";
import { set } from "../../../stacks/settings/written.ts";
import { commandsOf, environmentOf, jobOf, type ParsedJob, parsed } from "./parsed.ts";
import { activated, modelOf, seeds, settingsOf, textsOf } from "./pipelines.ts";

const all = seeds.flatMap((seed) =>
  [...textsOf(activated(settingsOf(seed)))].map(([path, text]) => ({
    seed,
    file: path.replace(".github/workflows/", ""),
    text,
    workflow: parsed(text),
  })),
);
const jobs = all.flatMap(({ seed, file, workflow }) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ where: `${seed} ${file} ${id}`, id, job })),
);

/** Jobs that change a stage: what they call says so. */
const deploying = jobs.filter(({ job }) => job.steps.some(({ id }) => id === "begin"));
const goingBack = jobs.filter(({ job }) => commandsOf(job).includes("rollback"));

function faults(list: readonly { where: string; job: ParsedJob }[], isWrong: (job: ParsedJob) => boolean) {
  return list.filter(({ job }) => isWrong(job)).map(({ where }) => where);
}

it("sees what it judges", () => {
  expect(all).toHaveLength(new Set(all.map(({ seed, file }) => `${seed} ${file}`)).size);
  expect(deploying.length).toBeGreaterThan(10);
  expect(goingBack.length).toBeGreaterThan(10);
});

describe("every workflow", () => {
  it("renders to the same bytes twice", () => {
    for (const seed of seeds) {
      const settings = settingsOf(seed);
      expect([...render(modelOf(settings))]).toEqual([...render(modelOf(settings))]);
    }
  });

  it("is never started by an outsider with the repository's rights", () => {
    expect(all.filter(({ text }) => /pull_request_target|workflow_run/.test(text))).toEqual([]);
  });

  it("fetches every release by a step named checkout, and its rules at the workflow's own commit", () => {
    for (const { job } of jobs) {
      for (const { name, uses = "", with: given } of job.steps) {
        if (!uses.startsWith("actions/checkout@")) continue;
        const isRuntime = name === "Fetch the runtime and its rules";
        expect(given["persist-credentials"]).toBe(false);
        if (isRuntime) expect(given["ref"]).toBe("$" + "{{ github.workflow_sha }}");
        else expect(["checkout", "Check out"]).toContain(name);
      }
    }
  });

  it("hands no secret to a job without an environment, but the one that is declared with its reason", () => {
    const leaking = jobs.flatMap(({ where, job }) => {
      const named = [...JSON.stringify(job).matchAll(/secrets\.([A-Z_]+)/g)].flatMap(
        (match) => match[1] ?? [],
      );
      return environmentOf(job) === undefined ? named.map((name) => `${where}: ${name}`) : [];
    });
    expect(leaking.every((one) => one.endsWith("SNYK_TOKEN"))).toBe(true);
  });

  it("starts by the clock away from the full hour", () => {
    const minutes = all.flatMap(
      ({ workflow }) => workflow.on.schedule?.map(({ cron }) => cron.split(" ")[0]) ?? [],
    );
    expect(minutes.length).toBeGreaterThan(8);
    expect(minutes.filter((minute) => minute === "0" || minute?.startsWith("*"))).toEqual([]);
  });
});

describe("a job that deploys", () => {
  it("names its environment, and is the only one of its run that asks for its approval", () => {
    expect(faults(deploying, (job) => environmentOf(job) === undefined)).toEqual([]);
    for (const { seed, file, workflow } of all) {
      const opened = Object.values(workflow.jobs).filter((job) =>
        ["production", "staging", "acceptance"].includes(environmentOf(job) ?? ""),
      );
      const reviewed = opened.filter((job) => {
        const doors = settingsOf(seed).environments[environmentOf(job) ?? ""];
        return (doors?.approvals.length ?? 0) > 0 && doors?.approval === "reviewers";
      });
      const names = reviewed.map((job) => environmentOf(job));
      expect(new Set(names).size, `${seed} ${file}`).toBe(names.length);
    }
  });

  it("asks the gates before anything changes, and once more after the release was fetched", () => {
    const order = (job: ParsedJob) => job.steps.map(({ id }) => id);
    expect(
      faults(deploying, (job) => {
        const ids = order(job);
        const [gate, again, begin] = ["gate", "gate-again", "begin"].map((id) => ids.indexOf(id));
        const first = job.steps.findIndex(
          ({ id, uses = "" }) =>
            /^(migrations|promote|canary|deploy-.*)$/.test(id ?? "") || /azure\/functions-action/.test(uses),
        );
        return !(
          0 <= (gate ?? -1) &&
          (gate ?? 0) < (again ?? 0) &&
          (again ?? 0) < (begin ?? 0) &&
          (begin ?? 0) < first
        );
      }),
    ).toEqual([]);
  });

  it("proves the approvals before it asks the gates, where people open the stage", () => {
    const opened = deploying.filter(({ job }) => job.steps.some(({ id }) => id === "approvals"));
    expect(opened.length).toBeGreaterThan(4);
    expect(
      faults(opened, ({ steps }) => {
        const ids = steps.map(({ id }) => id);
        return ids.indexOf("approvals") > ids.indexOf("gate");
      }),
    ).toEqual([]);
    const production = deploying.filter(({ job }) => environmentOf(job) === "production");
    expect(faults(production, ({ steps }) => !steps.some(({ id }) => id === "approvals"))).toEqual([]);
  });

  it("is never cancelled, and waits in a line of its own", () => {
    expect(faults(deploying, ({ concurrency }) => concurrency?.["cancel-in-progress"] !== false)).toEqual([]);
    expect(faults(deploying, ({ concurrency }) => concurrency?.queue !== "max")).toEqual([]);
    expect(
      faults(
        goingBack.filter(({ id }) => !id.startsWith("drill")),
        ({ concurrency }) => !concurrency?.group.startsWith("rollback-"),
      ),
    ).toEqual([]);
    for (const { workflow } of all) {
      // A group of the whole workflow would let a rollback wait behind a canary.
      const moves = Object.values(workflow.jobs).some((job) =>
        commandsOf(job).some((one) => ["rollback", "canary", "promote", "deploy"].includes(one)),
      );
      if (moves && !workflow.name.includes("drill"))
        expect(workflow.concurrency.group).toContain("github.run_id");
    }
  });

  it("records what happened, whatever it was", () => {
    expect(
      faults([...deploying, ...goingBack], ({ steps }) => {
        const audit = steps.find(({ id }) => id === "audit");
        return audit?.if !== "always()";
      }),
    ).toEqual([]);
  });

  it("goes back by a job of its own whenever it may have changed something", () => {
    for (const { file, seed, workflow } of all) {
      for (const [id, job] of Object.entries(workflow.jobs)) {
        if (!job.steps.some((step) => step.id === "begin")) continue;
        const back = Object.values(workflow.jobs).filter(
          (one) => one.needs.includes(id) && commandsOf(one).includes("rollback"),
        );
        expect(back, `${seed} ${file} ${id}`).toHaveLength(1);
        expect(back[0]?.if).toBe(
          `always() && needs.${id}.result != 'success' && needs.${id}.result != 'skipped' && needs.${id}.outputs.untouched != 'true'`,
        );
      }
    }
  });

  it("calls a release good only after it was verified and watched", () => {
    expect(
      faults(deploying, (job) => {
        const commands = commandsOf(job);
        const good = commands.indexOf("last-good");
        return good < commands.indexOf("smoke") || good < commands.indexOf("watch") || good === -1;
      }),
    ).toEqual([]);
  });
});

it("several roles say yes one after another, the last one at the entry itself", () => {
  const settings = settingsOf("002", (written) => {
    set(written, "roles.stakeholder", { teams: ["developers"] });
    set(written, "environments.production.approvals", ["stakeholder", "tech-lead", "qa-lead"]);
  });
  const text = textsOf(activated(settings)).get(".github/workflows/deploy-production.yml");
  const workflow = parsed(text ?? "");
  expect(jobOf(workflow, "production-stakeholder").needs).toEqual(["migrations"]);
  expect(jobOf(workflow, "production-tech-lead").needs).toEqual(["production-stakeholder"]);
  expect(jobOf(workflow, "deploy").needs).toContain("production-tech-lead");
  for (const id of ["production-stakeholder", "production-tech-lead"]) {
    expect(jobOf(workflow, id).environment).toEqual({ name: id, deployment: false });
  }
});

describe("required checks", () => {
  it("report on every pull request: no filter by paths, no condition", () => {
    for (const seed of seeds) {
      const { files } = workflowFiles(settingsOf(seed));
      const required = Object.entries(files).flatMap(([path, { checks = [] }]) =>
        checks.length > 0 ? [path] : [],
      );
      expect(required.length).toBeGreaterThan(0);
      for (const path of required) {
        const { content } = files[path] ?? {};
        const { on, jobs: own } = parsed(typeof content === "string" ? content : "");
        expect(on.pull_request).toBeDefined();
        expect(on.pull_request?.paths).toBeUndefined();
        expect(on.pull_request?.branches).toBeUndefined();
        expect(Object.values(own).filter(({ if: condition }) => condition !== undefined)).toEqual([]);
      }
    }
  });

  it("are the names of the jobs of seed 000's guards and suites", () => {
    const { files } = workflowFiles(settingsOf("000"));
    const checks = Object.values(files).flatMap(({ checks: own = [] }) => own);
    expect(checks).toEqual([
      "Backend integrity guard",
      "Dependency freeze",
      "backend: lint",
      "backend: types",
      "frontend: Lint",
      "backend: Tests",
      "backend: Build",
      "frontend: Build",
      "frontend: Test",
    ]);
  });
});
