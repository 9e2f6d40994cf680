import { iso27001, part11, soc2 } from "../form/clauses.ts";
import { type Demand, judge } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";

const name = "no-force-destroy";

const metadata: Metadata = {
  name,
  displayName: "Nothing is emptied to be deleted",
  description:
    "A resource must have no switch that deletes it together with what it holds or without a last copy: forceDestroy, forceDelete, skipFinalSnapshot and their kind.",
  severity: "high",
  clauses: [
    part11("11.10(c)", "Records are protected, and can be retrieved throughout their retention period."),
    iso27001("A.5.33", "Records are protected from loss, destruction and falsification."),
    soc2("A1.2", "Data are kept available by protection and backup."),
  ],
  requirements: ["S002-AUD-06", "S002-PROD-09"],
  remediationSteps:
    "Remove the switch, in every stack: a stack copied from a rehearsal brings it along. Whoever wants something gone that still holds data empties it first, by hand and knowingly.",
  url: documentOf(name),
  tags: ["aws", "protect"],
};

/** Each is off by silence. */
const switches = ["forceDestroy", "forceDelete", "skipFinalSnapshot"];

const demands: readonly Demand[] = switches.map((property) => ({
  property,
  required: "off",
  met: (value) => value === undefined || value === null || value === false,
}));

export const noForceDestroy: Policy = {
  metadata,

  resource(resource) {
    return judge({ kind: "Resource", resource }, demands);
  },
};
