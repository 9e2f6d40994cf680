import { iso27001, part11, soc2 } from "../form/clauses.ts";
import { type Demand, type Finding, judgeProperties, type Subject, violation } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import type { Resource } from "../form/resource.ts";
import type { Run } from "../form/run.ts";
import { at, isRecord, isText, type Properties, show } from "../form/value.ts";
import { environmentComponent } from "../protection/environment.ts";
import { isBeforeProduction } from "../protection/stage.ts";
import { settingsOf } from "../secrets/setting.ts";

const name = "real-data-only-in-production";

const metadata: Metadata = {
  name,
  displayName: "Real data stay in production",
  description:
    "A stage before production must have data of the class test or anonymised, the latter with the record of what made them so, and must have a database that no production has.",
  severity: "critical",
  clauses: [
    iso27001("A.8.33", "Information for tests is chosen, protected and managed."),
    iso27001("A.8.31", "Development, test and production environments are kept apart."),
    iso27001("A.8.11", "Data are masked by rules that follow from who may see them."),
    part11("11.10(d)", "System access is limited to authorized individuals."),
    soc2("C1.1", "Confidential information is identified and protected."),
  ],
  requirements: ["S003-DATA-01", "S003-DATA-02", "S001-ENV-05"],
  remediationSteps:
    "Set environments.NAME.dataClass to test, or to anonymised together with database.anonymisedBy, the script or tool that masks the data. Give the stage a database of its own, and take production's out of its settings and variables.",
  url: documentOf(name),
  tags: ["data", "environment", "azure", "aws", "github"],
};

const classDemand: Demand = {
  property: "dataClass",
  required: "test or anonymised before production",
  met: (given) => given === "test" || given === "anonymised",
};
const recordDemand: Demand = {
  property: "database.anonymisedBy",
  required: "with what made the data anonymous",
  met: (given) => isText(given) && given.trim() !== "",
};

export const realDataOnlyInProduction: Policy = {
  metadata,

  resource(resource, run) {
    if (!isBeforeProduction(resource, run)) return [];
    return resource.type === environmentComponent ? judgeStage(resource, run) : judgeTraces(resource, run);
  },
};

/** What the settings say of the stage; a stage of which they say nothing is refused. */
function judgeStage(resource: Resource, run: Run): Finding[] {
  const stage = run.environments?.[run.environment ?? ""] ?? null;
  const given: Properties = isRecord(stage) ? stage : {};
  const subject: Subject = { kind: "Environment component", resource };
  const anonymised = given["dataClass"] === "anonymised";
  return [
    ...judgeProperties(subject, given, [classDemand, ...(anonymised ? [recordDemand] : [])]),
    ...judgeDatabase(subject, given, run),
  ];
}

function judgeDatabase(subject: Subject, given: Properties, run: Run): Finding[] {
  const own = at(given, "database.reference");
  if (!isText(own) || at(given, "database.kind") === "local") return [];
  const shared = productionDatabases(run).some((reference) => reference === own.toLowerCase());
  return shared
    ? [
        violation(
          subject,
          `must have a database that no production has; given: ${show(own)}, which is production's`,
        ),
      ]
    : [];
}

/** What a resource of the stage carries of production: the class in its tags, or its database in a setting. */
function judgeTraces(resource: Resource, run: Run): Finding[] {
  const subject: Subject = { kind: "Resource before production", resource };
  const tagged = at(resource.properties, "tags.data-class");
  const references = productionDatabases(run);
  return [
    ...(tagged === "real" ? [violation(subject, 'must have tags.data-class other than "real"')] : []),
    ...settingsOf(resource).flatMap(({ name: setting, value, readable }) =>
      readable && isText(value) && references.some((reference) => mentions(value.toLowerCase(), reference))
        ? [
            violation(
              subject,
              `must have ${setting} without production's database; given: a value that names it`,
            ),
          ]
        : [],
    ),
  ];
}

/** The hosts or project references of every production of the road; names of hosts have no case. */
function productionDatabases({ environments }: Run): string[] {
  return Object.values(environments ?? {}).flatMap((stage) => {
    if (!isRecord(stage) || stage["tier"] !== "production") return [];
    const reference = at(stage, "database.reference");
    return isText(reference) && at(stage, "database.kind") !== "local" ? [reference.toLowerCase()] : [];
  });
}

/** Whether a text names a host or a project, and not only one whose name has it as a part. A project's is part of a host's. */
function mentions(text: string, reference: string): boolean {
  const letters = reference.includes(".") ? "a-z0-9.-" : "a-z0-9-";
  const escaped = reference.replace(/[^a-z0-9]/g, String.raw`\$&`);
  return new RegExp(`(?<![${letters}])${escaped}(?![${letters}])`).test(text);
}
