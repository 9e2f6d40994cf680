import { iso27001, part11, soc2 } from "../form/clauses.ts";
import {
  type Demand,
  type Finding,
  judgeProperties,
  type Subject,
  undecided,
  violation,
} from "../form/finding.ts";
import { fromJson } from "../form/json.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import type { Resource } from "../form/resource.ts";
import type { Run } from "../form/run.ts";
import {
  asList,
  at,
  holdsUnknown,
  isRecord,
  isText,
  notKnown,
  type Properties,
  show,
  type Value,
} from "../form/value.ts";
import { deliveredBy, isDelivery } from "./files.ts";

const name = "production-keeps-its-controls";

const metadata: Metadata = {
  name,
  displayName: "No control of production can be left out",
  description:
    "The rules that the runtime judges production by must have an approval before the entry, proof that the release was tested, a watch with alerts after it, one way back, and every control that the settings make mandatory.",
  severity: "critical",
  clauses: [
    part11("11.10(f)", "Operational checks that enforce the permitted order of steps."),
    iso27001("A.8.32", "Changes follow a change management procedure."),
    iso27001("A.8.29", "Security is tested before acceptance."),
    soc2("CC8.1", "Changes are tested and approved before they are put in place."),
  ],
  requirements: ["S002-SAFE-01", "S000-PRIN-01"],
  remediationSteps:
    "Give the production environment of the settings approvals, requires (an earlier stage that the release has passed) or checks, watchMinutes, alerts, limits, and what protection.mandatoryControls names, for example window and rateLimit. The shared stack delivers them as .gatehouse/contract.json.",
  url: documentOf(name),
  tags: ["github", "gates", "production"],
};

const contractPath = ".gatehouse/contract.json";

/** What must be there for every production. */
const demands: readonly Demand[] = [
  { property: "doors", required: "with an entry that a person opens", met: opensByPeople },
  { property: "doors", required: "with one way back", met: hasWayBack },
  { property: "watchMinutes", required: "of at least 1", met: isPositive },
  {
    property: "alerts.escalation",
    required: "with somebody who hears of it",
    met: (steps) => asList(steps).some((step) => isRecord(step) && asList(step["emails"]).some(isText)),
  },
  { property: "limits.rollbackMinutes", required: "of at least 1", met: isPositive },
];

export const productionKeepsItsControls: Policy = {
  metadata,

  resource(resource, run) {
    if (!isDelivery(resource)) return [];
    const subject: Subject = { kind: "Delivery", resource };
    const files = deliveredBy(resource);
    if (!files) return [undecided(subject, "must have files whose paths are known; given: none yet")];
    return files
      .filter(({ path }) => path === contractPath)
      .flatMap(({ content }) => judgeContract(subject, content, run));
  },

  stack(resources, run) {
    const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    if (run.kind !== "shared" || !root || resources.some(mayHoldContract)) return [];
    return [
      violation(
        { kind: "Shared stack", resource: root },
        `must have ${contractPath} among what it delivers; given: none`,
      ),
    ];
  },
};

function mayHoldContract(resource: Resource): boolean {
  if (!isDelivery(resource)) return false;
  return deliveredBy(resource)?.some(({ path }) => path === contractPath) ?? true;
}

function judgeContract(subject: Subject, content: Value | undefined, run: Run): Finding[] {
  const contract = isText(content) ? fromJson(content) : content;
  const environments = isRecord(contract) ? at(contract, "environments") : contract;
  if (!isRecord(environments)) {
    const sentence = `must have ${contractPath} with environments; given: ${holdsUnknown(content) ? show(notKnown) : "something else"}`;
    return [holdsUnknown(content) ? undecided(subject, sentence) : violation(subject, sentence)];
  }
  return Object.entries(environments).flatMap(([environment, stage]) =>
    isRecord(stage) && stage["tier"] === "production"
      ? judgeStage({ ...subject, kind: `Environment ${environment} of the delivery` }, stage, run)
      : [],
  );
}

function judgeStage(subject: Subject, stage: Properties, run: Run): Finding[] {
  const tested = isRecord(stage["requires"]) || asList(at(stage, "evidence.checks")).some(isText);
  return [
    ...judgeProperties(subject, stage, [...demands, ...(run.mandatoryControls ?? []).map(present)]),
    ...(tested
      ? []
      : [
          violation(
            subject,
            "must have requires or evidence.checks, the proof that a release was tested; given: neither",
          ),
        ]),
  ];
}

function present(property: string): Demand {
  return {
    property,
    required: "as protection.mandatoryControls asks",
    met: (given) => given !== undefined && given !== null && given !== notKnown,
  };
}

function isPositive(value: Value | undefined): boolean {
  return typeof value === "number" && value >= 1;
}

function opensByPeople(doors: Value | undefined): boolean {
  const entries = asList(doors)
    .filter(isRecord)
    .filter(({ purpose }) => purpose !== "rollback");
  return (
    entries.some(({ purpose }) => purpose === "entry") &&
    entries.every((door) => isText(door["role"]) || asList(at(door, "promotion.roles")).some(isText))
  );
}

function hasWayBack(doors: Value | undefined): boolean {
  return asList(doors).filter((door) => isRecord(door) && door["purpose"] === "rollback").length === 1;
}
