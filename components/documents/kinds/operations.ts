import type { DocumentContext } from "../context.ts";
import { code, codes, list, page, section, shell, steps, table } from "../markdown.ts";
import { environmentTable } from "./development.ts";

/** What to look at when something does not work (S001-TRB-01, S002-TRB-01). */
export function troubleshooting(context: DocumentContext): string {
  const topic = (title: string, symptom: string, look: string[], mend: string[]) =>
    section(title, `**Symptom.** ${symptom}`, "**Look at**", list(look), "**Then**", steps(mend));
  const { overriddenBy = approversOf(context)[0] } = context.rules.releases;
  return page(
    context,
    "Troubleshooting",
    topic(
      "The build fails",
      "A job before the deployment is red.",
      [
        "the log of the first red step: later ones only follow",
        "dependencies: was a version or a lock changed",
        "environment variables: did the presence check name one",
        "what was changed lately, on this branch and on the one that it came from",
      ],
      [
        "Repeat it locally with the step's own command.",
        "Mend it in a pull request; a re-run mends nothing.",
      ],
    ),
    topic(
      "The deployment fails",
      "The build is good, and the release does not arrive.",
      [
        "the health checks' answers, in the record of the smoke tests",
        "environment variables of this environment",
        "whether the database can be reached, and how long that takes",
        "the application's own log around the time of the deployment",
      ],
      [
        "Let the automatic rollback end; it says what is in which state.",
        "If it could not end, start the rollback workflow by hand.",
      ],
    ),
    topic(
      "It is slow",
      "Answers take longer than the objectives allow.",
      [
        "queries of the database: the slowest, and those that got slower",
        "response times by route, against the baseline of the last release",
        "calls to services of others, and their status pages",
        "use of processor, memory and connections",
      ],
      ["If it began with a release, go back first and search afterwards."],
    ),
    topic(
      "A migration fails",
      "The migration step is red; the code was not deployed.",
      [
        "the log of the migration step: it names file, statement and reason",
        "whether the database can be reached",
        "whether somebody changed the schema beside the migrations: the difference is in the log",
      ],
      [
        "Nothing is half done: the failed migration was undone as a whole.",
        "Mend it as a new migration, or as the same one where it never ran anywhere else.",
        "Try it in development: up, down, up.",
        "Merge, and let the pipeline go again.",
      ],
    ),
    topic(
      "It waits for approval",
      "The run says that it waits for a review.",
      [
        "which environment it waits for, on the run's page",
        "who holds that role, below",
        "whether the one who started the run is the only holder left: nobody approves their own release",
      ],
      [
        "Ask the holders of the role.",
        `If it is urgent, ask ${overriddenBy ? `the role ${overriddenBy}` : "the owner of this page"}.`,
        "Once approved it goes on by itself. A new attempt needs new approvals.",
      ],
    ),
    topic(
      "Smoke tests fail after a deployment",
      "The release is out, and its smoke tests are red.",
      [
        "the report of the smoke tests: which group, which check, what was expected",
        "whether the application answers at all",
        "whether the database can be reached",
      ],
      [
        "The rollback starts by itself. Watch it end.",
        "If it fails, start the rollback workflow by hand, with a reason.",
        "Search in development; then mend, and release again.",
      ],
    ),
    section("Who holds which role", roleTable(context)),
  );
}

function approversOf({ rules }: DocumentContext): string[] {
  return Object.values(rules.environments).flatMap(({ doors }) =>
    doors.flatMap(({ role, promotion }) => role ?? promotion?.roles ?? []),
  );
}

function roleTable({ rules }: DocumentContext): string {
  return table(
    ["Role", "Teams", "People"],
    Object.entries(rules.roles).map(([role, { teams, users }]) => [role, teams.join(", "), users.join(", ")]),
  );
}

/** How the normal flow goes, and which workflow each step is (S004-OPS-01, S003-NEXT-01 to 03). */
export function deploymentProcedures(context: DocumentContext): string {
  const { workflows, rules } = context;
  const stages = Object.entries(rules.environments);
  const start = (word: string) =>
    workflows
      .filter(({ file, name }) => `${file} ${name}`.toLowerCase().includes(word))
      .map(({ file, startedBy }) => `${code(file)} (${startedBy})`)
      .join(", ") || "the workflows of this repository";
  return page(
    context,
    "Deployment procedures",
    section(
      "The normal flow",
      table(
        ["Step", "What happens", "Where"],
        [
          ["1", "A pull request is opened.", "a pull request to a protected branch"],
          ["2", "The checks run by themselves.", start("ci")],
          ["3", "After the merge the release goes to the stage before production.", start("staging")],
          ["4", "That stage's tests pass.", "the smoke and regression jobs of the same run"],
          ["5", "People approve production by hand.", "the approval environments, below"],
          ["6", "It goes out, in steps where the host can split traffic.", start("deploy")],
          ["7", "Monitoring confirms it.", start("monitor")],
        ],
      ),
    ),
    section("Environments", environmentTable(context)),
    ...stages.map(([name, stage]) =>
      section(
        `What ${name} has`,
        table(
          ["Concern", "How it is met"],
          [
            ["provisioning", "declared as code; its stack is previewed in a pull request before it goes up"],
            ["configuration", `variables and secrets of its own, for ${stage.dataClass} data`],
            [
              "access",
              stage.doors
                .map(({ name: door, role, promotion }) => {
                  const who = role ?? promotion?.roles.join(" and ");
                  return `${code(door)}: ${who ?? "branches only"}`;
                })
                .join("; "),
            ],
            ["approval", stage.approval === "reviewers" ? "required reviewers" : "a reviewed pull request"],
            ["security", "cloud access by OIDC alone; no administrator's bypass"],
            [
              "monitoring",
              stage.alerts ? `alarms of severity ${stage.alerts.severity}` : "health of its deployments",
            ],
          ],
        ),
      ),
    ),
    section(
      "Planned maintenance",
      steps([
        "Try it in the stage before production first.",
        `Declare the days as ${code("blackouts")} of the environment, and the hours as a maintenance window of its monitor: ` +
          "releases stop, and alarms are muted and marked.",
        "A change of the infrastructure is a pull request with a preview, agreed with whoever is on call.",
        "A change of the database goes through the pipeline like every other.",
      ]),
    ),
  );
}

/** How to go back (S003-NEXT-03). */
export function rollbackProcedures(context: DocumentContext): string {
  const rollback = context.workflows.filter(({ file, name }) => /roll.?back/i.test(`${file} ${name}`));
  return page(
    context,
    "Rollback procedures",
    section(
      "By itself",
      "When smoke tests fail, health goes, or errors rise above their limit while a release is watched, the pipeline goes " +
        "back to the last release that was proven good. It asks nobody, and it cannot be stopped by the gates.",
    ),
    section(
      "By hand",
      ...rollback.map(({ file, startedBy }) => `${code(file)}: ${startedBy}.`),
      steps([
        "Start the workflow from the default branch, with a reason. Name a version only to go further back than the last good one.",
        "It deploys what ran before, from the same commit, and asks the same smoke tests.",
        "It records a SYSTEM CORRECTION EVENT and opens an incident.",
      ]),
    ),
    section(
      "Through Git",
      "Where there is time, take the change back like any other: by a commit, a review and the pipeline.",
      shell(["git switch -c revert-change", "git revert COMMIT", "git push origin revert-change"]),
      `Open a pull request to ${code(context.rules.repository.defaultBranch)} and merge it: a direct push is refused. The ` +
        "merge goes through the pipeline and out.",
    ),
    section(
      "The database",
      list([
        "Until new code takes traffic, its migration is undone by its own way back.",
        "Afterwards the code alone goes back, and the migration stays: undoing it could lose what people wrote meanwhile.",
        "A person may ask for more, with a reason: undoing a migration, or restoring a backup into a database that they name twice.",
      ]),
    ),
    section(
      "When the rollback fails",
      "It says what is in which state, and what to do by hand. Nothing is guessed.",
    ),
  );
}

/** What to do in an emergency (S003-NEXT-03, S004-OPS-02, S004-GOV-04). */
export function emergencyProtocols(context: DocumentContext): string {
  return page(
    context,
    "Emergency protocols",
    section("Seven steps", steps(emergencySteps.map(({ title, text }) => `**${title}.** ${text}`))),
    section(
      "Fix forward, or go back",
      "Go back when the last release is the likely cause and its way back is clear. Fix forward when going back would lose " +
        "data, or when what is broken is not of the release.",
    ),
    section(
      "Security updates",
      list([
        `A security update may be expedited: soaks become shorter, approvals do not. It is asked for by the input ${code("expedite")} ` +
          "of the release workflow, with a reason, and the record says so.",
        "A freeze or a critical incident blocks releases; a recorded override by the named role lets one pass, until a day that it names.",
      ]),
    ),
    section("Who decides", roleTable(context)),
  );
}

/** The steps of an emergency; the incident's form has a field for each (S004-OPS-02). */
export const emergencySteps = [
  { id: "detection", title: "Detection", text: "What was seen, by whom or by which alarm, and when." },
  { id: "assessment", title: "Assessment", text: "How bad it is, and who is hit." },
  { id: "decision", title: "Decision", text: "Fix forward or go back, by whom, and why." },
  { id: "execution", title: "Execution", text: "The run of the rollback workflow, or of the fix." },
  { id: "verification", title: "Verification", text: "What shows that the service is back." },
  { id: "communication", title: "Communication", text: "Who was told, where, and when." },
  { id: "review", title: "Review", text: "The root cause, and what keeps it from coming again." },
] as const;

/** How the pipeline is switched on (S002-ACT-05). */
export function activationGuide(context: DocumentContext): string {
  const { rules, secrets } = context;
  const development = Object.entries(rules.environments).find(([, { tier }]) => tier === "development")?.[0];
  const first = development ?? Object.keys(rules.environments)[0] ?? "development";
  return page(
    context,
    "Activation guide",
    `The workflows are here. ${rules.releases.activation === "on" ? "Releases are switched on." : "Releases are switched off: every gate says no until the setting `releases.activation` is on."}`,
    section(
      "1. Environments",
      `Put up the stacks, ${code("shared")} first. Each shows its preview before it changes anything.`,
      environmentTable(context),
    ),
    section(
      "2. Secrets",
      "Set every value in Doppler, in the config of its environment:",
      list(secrets.map(({ group, names }) => `${group}: ${codes(names)}`)),
    ),
    section(
      "3. Workflows",
      `Merge the pull request of the delivery, then set ${code("releases.activation")} to ${code("on")} and put ${code("shared")} up again.`,
    ),
    section(
      "4. Test",
      `Make a small commit to ${code(rules.repository.defaultBranch)}, such as a word in the README, and see it arrive in ${code(first)}:`,
      shell([`git switch ${rules.repository.defaultBranch}`, "git pull", "git switch -c first-deployment"]),
      "Open the pull request, merge it, and follow the run. Its summary ends with a verdict; its record is in the archive.",
    ),
  );
}
