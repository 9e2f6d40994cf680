import type { DocumentContext, ServiceFacts } from "../context.ts";
import { code, codes, list, mermaid, page, section, shell, steps, table } from "../markdown.ts";

/** How each service is brought up on a developer's machine (S001-ENV-01). */
export function developmentSetup(context: DocumentContext): string {
  return page(
    context,
    "Development",
    "Development is local. Nobody needs access to a shared environment to try a change.",
    ...context.services.map((service) =>
      section(service.kind === "backend" ? "Backend" : "Frontend", ...setupOf(service)),
    ),
    context.rules.migrations
      ? section(
          "Migrations",
          "Try one on your own database, by itself or as the pipeline does it:",
          shell([
            `psql "$DATABASE_URL" -f ${context.rules.migrations.folder}/015_new_feature.sql`,
            "node .gatehouse/pipeline.mjs migrate up --environment development --file 015_new_feature.sql",
          ]),
        )
      : "",
    section(
      "Variables",
      `Copy what a service needs from its development config in Doppler: ${code("doppler run -- COMMAND")} hands it to one ` +
        "command and writes no file. Data are made up; no copy of real data leaves production.",
    ),
  );
}

function setupOf({ setup }: ServiceFacts): string[] {
  return [setup.length === 0 ? "The settings name no commands." : shell(setup)];
}

/** The pipeline of one service: what is checked, how it is built, where it goes (S001-FE-07, S001-BE-07). */
export function servicePipeline(context: DocumentContext, kind: ServiceFacts["kind"]): string {
  const service = context.services.find((one) => one.kind === kind);
  const own = context.workflows.filter(
    ({ file, name }) => `${file} ${name}`.toLowerCase().includes(kind) || context.services.length === 1,
  );
  const shown = own.length > 0 ? own : context.workflows;
  return page(
    context,
    kind === "backend" ? "Pipeline of the backend" : "Pipeline of the frontend",
    service?.platform ? `It runs on **${service.platform}**.` : "",
    section(
      "Workflows",
      table(
        ["File", "Name", "Started by"],
        shown.map(({ file, name, startedBy }) => [code(`.github/workflows/${file}`), name, startedBy]),
      ),
    ),
    ...shown.map(({ name, picture }) => section(name, mermaid(picture))),
  );
}

/** How a release goes out (S001-DOC-01). */
export function deploymentGuide(context: DocumentContext): string {
  return page(
    context,
    "Deployment guide",
    section("Environments", environmentTable(context)),
    section(
      "A release, step by step",
      steps([
        "Open a pull request. The required checks run; a reviewer approves; a protected path also needs its label.",
        "Merge. The release is built once, with a bill of materials and an attestation.",
        "It goes into the first environment. Migrations run before the code, smoke tests after it.",
        "Its gates are asked; then people approve, each role by a different person; then the gates are asked once more.",
        "It goes into production, is watched, and is marked as the last good release only after the watch passed.",
      ]),
    ),
    section(
      "Before",
      list([
        "tests pass",
        "the change is reviewed",
        "the documentation says what changed",
        "every environment variable is set",
        "migrations were applied, undone and applied again on a throw-away database",
        "the security scan passed",
      ]),
    ),
    section("After", list(afterDeployment)),
  );
}

/** The five things to look at after a deployment (S001-CHK-03). */
export const afterDeployment = [
  "error rates",
  "performance figures",
  "that people can do what they came for",
  "the logs",
  "whether the documentation still tells the truth",
] as const;

export function environmentTable({ rules }: DocumentContext): string {
  return table(
    ["Environment", "Tier", "From", "Opened by", "Data", "Watched for"],
    Object.entries(rules.environments).map(([name, stage]) => [
      code(name),
      stage.tier,
      codes(stage.branches),
      stage.doors.flatMap(({ role, promotion }) => role ?? promotion?.roles ?? []).join(", then ") ||
        "nobody has to",
      stage.dataClass,
      `${stage.watchMinutes} minutes`,
    ]),
  );
}
