import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { gateNames, policyNames } from "../../components/documents/enforced.ts";
import { rules as gates } from "../../pipeline/gate/rules/index.ts";
import { policies } from "../../policies/policies.ts";
import { rulesOf } from "../../stacks/shared/contract.ts";
import { documentsOf } from "../../stacks/shared/documents.ts";
import { repository } from "../e2e/harness.ts";
import { sharedSettings } from "../stacks/shared-settings.ts";

const workflows = [
  {
    file: "backend-ci.yml",
    name: "Backend CI",
    startedBy: "a pull request",
    picture: "flowchart LR\n  a --> b\n",
  },
  { file: "deploy.yml", name: "Deploy", startedBy: "a push to main", picture: "flowchart LR\n  c --> d\n" },
];

function render(example?: string): Record<string, string> {
  const settings = sharedSettings(example ? `${repository}/examples/${example}` : repository);
  const { files } = documentsOf(settings, rulesOf(settings, []), workflows);
  return Object.fromEntries(Object.entries(files).map(([path, { content }]) => [path, String(content)]));
}

describe("documents of MayAssistant", () => {
  let files: Record<string, string>;
  beforeAll(() => {
    files = render();
  });

  it("S000-GUARD-06: the integrity policy lists the six globs and the label", () => {
    const text = files["docs/BACKEND_INTEGRITY_POLICY.md"];
    for (const part of ["core/**", "security/**", "database/**", "services/payments**", "guardian/**"]) {
      expect(text).toContain(`- \`backend/app/${part}\``);
    }
    expect(text).toContain("- `backend/app/db/migrations/**`");
    expect(text).toContain("Label `approved-core-change`");
  });

  it("S000-DEPF-06: the dependency policy names both files and the label", () => {
    const text = files["docs/PYTHON_DEPENDENCY_POLICY.md"];
    for (const part of [
      "backend/requirements.txt",
      "backend/requirements.lock",
      "approved-dependency-upgrade",
    ]) {
      expect(text).toContain(`\`${part}\``);
    }
  });

  it("S000-RB-03: the summary links each guard, gate and policy", () => {
    const text = files["docs/CORE_INTEGRITY_SUMMARY.md"] ?? "";
    expect(text).toContain("Integrity Pack v1");
    for (const { name } of gates) expect(text).toContain(`\`${name}\``);
    for (const { metadata } of policies) expect(text).toContain(`- \`${metadata.name}\``);
    expect(text).toContain("](/docs/BACKEND_INTEGRITY_POLICY.md)");
    expect(text).toContain("| protected paths |");
    expect(text).toContain("| dependency freeze |");
  });

  it("are the same bytes each time, and say who owns them and when they are looked over", () => {
    expect(render()).toEqual(files);
    for (const text of Object.values(files)) {
      expect(text).toMatch(
        /\*\*Owner:\*\* release-approver\. \*\*Reviewed:\*\* 2026-11-01\. \*\*Next review by:\*\* 2027-11-01\./,
      );
    }
  });
});

it("know every gate and every policy", () => {
  expect(gateNames.map(([name]) => name)).toEqual(gates.map(({ name }) => name));
  expect(policyNames).toEqual(policies.map(({ metadata }) => metadata.name));
});

describe("documents of Omega", () => {
  let files: Record<string, string>;
  beforeAll(() => {
    files = render("001-omega");
  });

  it("S001-FE-07 and S001-BE-07: the two pipelines are described under their names", () => {
    expect(files["FRONTEND_AUTOBUILD_SPEC.md"]).toContain("# Pipeline of the frontend");
    expect(files["BACKEND_AUTOBUILD_SPEC.md"]).toContain("`.github/workflows/backend-ci.yml`");
    expect(files["BACKEND_AUTOBUILD_SPEC.md"]).toContain("```mermaid\nflowchart LR\n  a --> b\n```");
  });

  it("S001-ENV-01: development has the commands of both folders", () => {
    const text = files["docs/DEVELOPMENT.md"];
    expect(text).toContain(
      "cd backend\npython -m venv venv\nsource venv/bin/activate\npip install -r requirements.txt\nuvicorn app.main:app --reload",
    );
    expect(text).toContain("cd omega-frontend\nnpm install\nnpm run dev");
  });

  it("S001-MIG-03: development has the command that applies a migration, and the runtime's own", () => {
    const text = files["docs/DEVELOPMENT.md"];
    expect(text).toContain('psql "$DATABASE_URL" -f backend/migrations/015_new_feature.sql');
    expect(text).toContain("migrate up --environment development --file 015_new_feature.sql");
  });

  it("S001-RB-02: the way back through Git is described", () => {
    expect(files["docs/ROLLBACK.md"]).toMatch(
      /## Through Git\n[\s\S]*git revert COMMIT\n[\s\S]*pull request to `main`/,
    );
  });

  it("S001-VAR-04: the list of variables has every name of the schema", () => {
    const { secrets } = sharedSettings(`${repository}/examples/001-omega`);
    const names = [...Object.values(secrets.backend).flat(), ...secrets.frontend];
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(files["backend/ENVIRONMENT_VARIABLES.md"]).toContain(`| \`${name}\` |`);
  });

  it("S001-TRB-01: three topics with four things to look at each", () => {
    const text = files["docs/TROUBLESHOOTING.md"] ?? "";
    for (const topic of ["The build fails", "The deployment fails", "It is slow"]) {
      const part = text.split(`## ${topic}`)[1]?.split("\n## ")[0] ?? "";
      expect(part.split("**Then**")[0]?.match(/^- /gm), topic).toHaveLength(4);
    }
  });

  it("S001-DOC-01: the index lists the four documents, and DevOps owns them", () => {
    for (const path of [
      "FRONTEND_AUTOBUILD_SPEC.md",
      "BACKEND_AUTOBUILD_SPEC.md",
      "backend/DEPLOYMENT_GUIDE.md",
      "backend/ENVIRONMENT_VARIABLES.md",
    ]) {
      expect(files["docs/README.md"]).toContain(`](/${path})`);
    }
    expect(files["docs/README.md"]).toContain("**Owner:** DevOps.");
  });
});

describe("documents of the clinical diary", () => {
  let files: Record<string, string>;
  beforeAll(() => {
    files = render("002-clinical-diary");
  });

  it("S002-TRACE-01: both requirements with hash, parent, parts and proofs", () => {
    expect(files["docs/validation/traceability.md"]).toMatch(
      /\| REQ-o00043 \| Automated Deployment Pipeline \| `e82a4842` \| p00005 \| \S.* \| \S.* \|/,
    );
    expect(files["docs/validation/traceability.md"]).toMatch(
      /\| REQ-o00044 \| Database Migration Automation \| `10291b2e` \| p00005 \| \S.* \| \S.* \|/,
    );
  });

  it("S002-ACT-05: the activation guide has environments, secrets, workflows and a test by a small commit", () => {
    const text = files["infrastructure/ACTIVATION_GUIDE.md"] ?? "";
    expect([...text.matchAll(/^## \d\. (.+)$/gm)].map(([, title]) => title)).toEqual([
      "Environments",
      "Secrets",
      "Workflows",
      "Test",
    ]);
    expect(text).toMatch(/Make a small commit to `main`.* arrive in `development`/);
  });

  it("S002-TRB-01: three topics with symptom, what to look at and what to do, and the tech lead to ask", () => {
    const text = files["docs/ops/troubleshooting.md"] ?? "";
    for (const topic of [
      "A migration fails",
      "It waits for approval",
      "Smoke tests fail after a deployment",
    ]) {
      const part = text.split(`## ${topic}`)[1]?.split("\n## ")[0] ?? "";
      for (const head of ["**Symptom.**", "**Look at**", "**Then**"]) expect(part, topic).toContain(head);
    }
    expect(text).toContain("ask the role tech-lead");
    expect(text).toContain("start the rollback workflow by hand");
  });

  it("S002-DOC-01: the runbook is at its path and names the two documents that are kept elsewhere", () => {
    const text = files["docs/ops/incident-response-runbook.md"];
    expect(text).toContain("`INFRASTRUCTURE_GAP_ANALYSIS.md`");
    expect(text).toContain("`spec/ops-infrastructure-as-code.md`");
  });
});

describe("documents of the acceptance pipeline", () => {
  it("S003-NEXT-01, S003-NEXT-02, S003-NEXT-03: what acceptance and production have, and the three subjects", () => {
    const files = render("003-acceptance");
    const procedures = files["docs/deployment-procedures.md"] ?? "";
    for (const [stage, concerns] of [
      ["acceptance", ["provisioning", "configuration", "access"]],
      ["production", ["approval", "security", "monitoring"]],
    ] as const) {
      const part = procedures.split(`## What ${stage} has`)[1]?.split("\n## ")[0] ?? "";
      for (const concern of concerns) expect(part, stage).toMatch(new RegExp(`\\| ${concern} \\| \\S`));
    }
    expect(files["docs/rollback-procedures.md"]).toContain("# Rollback procedures");
    expect(files["docs/emergency-protocols.md"]).toContain("# Emergency protocols");
  });
});

describe("documents of Salunga", () => {
  let files: Record<string, string>;
  beforeAll(() => {
    files = render("004-salunga");
  });

  it("S004-OPS-01: the normal flow has seven steps, each with its workflow", () => {
    const part = files["docs/pipeline/deployment-procedures.md"]
      ?.split("## The normal flow")[1]
      ?.split("\n## ")[0];
    expect([...(part ?? "").matchAll(/^\| (\d) \|.*\| \S.* \|$/gm)].map(([, step]) => step)).toEqual([
      "1",
      "2",
      "3",
      "4",
      "5",
      "6",
      "7",
    ]);
  });

  it("S004-OPS-02: the incident's form has a field for each of the seven steps", () => {
    const form = parse(files[".github/ISSUE_TEMPLATE/incident.yml"] ?? "");
    const fields = form.body.filter(({ type }: { type: string }) => type === "textarea");
    expect(fields.map(({ id }: { id: string }) => id)).toEqual([
      "detection",
      "assessment",
      "decision",
      "execution",
      "verification",
      "communication",
      "review",
    ]);
    expect(form.labels).toEqual(["incident"]);
  });

  it("S004-GOV-01: each of five duties has a document with an owner and a review date", () => {
    const rows = [...(files["docs/pipeline/README.md"] ?? "").matchAll(/^\| .* \|$/gm)].slice(1);
    expect(
      rows.filter(([row]) => /\]\(\/docs.*\| platform-lead \| 2026-11-01 \| 2027-05-01 \|$/.test(row)),
    ).toHaveLength(5);
  });

  it("S004-GOV-04: the expedited way is written down, with the input that asks for it", () => {
    expect(files["docs/pipeline/emergency-protocols.md"]).toContain("the input `expedite`");
  });
});
