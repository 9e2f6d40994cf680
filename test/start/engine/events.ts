import type { EngineEvent, OpType } from "@pulumi/pulumi/automation/index.js";

/** Engine events as Pulumi 3.259.0 sends them, cut to what matters. */

export const stackUrn = "urn:pulumi:production::gatehouse::pulumi:pulumi:Stack::gatehouse-production";
export const bucketUrn =
  "urn:pulumi:production::gatehouse::gatehouse:Audit$aws:s3/bucket:Bucket::audit-archive";

export function begins(
  op: OpType,
  urn: string,
  more: { inputs?: object; diffs?: string[] } = {},
): EngineEvent {
  return event({ resourcePreEvent: { metadata: step(op, urn, more), planning: true } });
}

export function ends(
  op: OpType,
  urn: string,
  outputs: { before?: object; after?: object } = {},
): EngineEvent {
  const metadata = step(op, urn, {});
  return event({
    resOutputsEvent: {
      metadata: {
        ...metadata,
        old: { ...metadata.new, outputs: { ...outputs.before } },
        new: { ...metadata.new, outputs: { ...outputs.after } },
      },
    },
  });
}

export function says(severity: "error" | "warning" | "info", message: string, urn?: string): EngineEvent {
  return event({ diagnosticEvent: { severity, message, color: "never", ...(urn && { urn }) } });
}

export function violates(
  policyName: string,
  message: string,
  resourceUrn: string,
  level: "mandatory" | "warning",
): EngineEvent {
  return event({
    policyEvent: {
      policyName,
      message,
      resourceUrn,
      color: "never",
      policyPackName: "gatehouse",
      policyPackVersion: "1",
      policyPackVersionTag: "1",
      enforcementLevel: level,
    },
  });
}

export function event(parts: Partial<EngineEvent>): EngineEvent {
  return { sequence: 0, timestamp: 0, ...parts };
}

function step(op: OpType, urn: string, { inputs = {}, diffs = [] }: { inputs?: object; diffs?: string[] }) {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  const state = {
    type,
    urn,
    custom: !urn.includes("pulumi:pulumi:Stack"),
    id: "",
    parent: stackUrn,
    inputs: { ...inputs },
    outputs: {},
    provider: "",
  };
  return { op, urn, type, provider: "urn:provider::id", diffs, old: state, new: state };
}
