import { isDeepStrictEqual } from "node:util";
import type { DiagnosticEvent, EngineEvent, OpType, PolicyEvent } from "@pulumi/pulumi/automation/index.js";

/** One thing that an operation does, or would do, to a resource. */
export interface Change {
  operation: OpType;
  /** The resource's type and name, for people. */
  resource: string;
  urn: string;
  /** The properties that differ; empty for a create or delete. */
  properties: string[];
}

/** A resource that is, or would be, created: enough to find it in its cloud and to import it. */
export interface Creation {
  urn: string;
  type: string;
  parent: string;
  /** The provider's URN, `::` and its id, as the engine writes it. */
  provider: string;
  /** Secret values are masked by the engine. */
  inputs: Record<string, unknown>;
}

/** A rule of a policy that a resource, or the stack as a whole, breaks. */
export interface Violation {
  policy: string;
  /** Undefined when the policy judges the stack as a whole. */
  resource: string | undefined;
  message: string;
  mandatory: boolean;
}

/** What an error or a warning said, and about which resource. */
export interface Remark {
  resource: string | undefined;
  message: string;
}

export interface Progress {
  /** Resources that are done, the unchanged ones included. */
  done: number;
  /** Steps that change something, begun or done. */
  changing: number;
  changed: number;
  /** The resources that the engine works on now. */
  running: string[];
}

/** What the engine's events of one operation add up to. */
export interface Tally {
  changes: Change[];
  creations: Creation[];
  violations: Violation[];
  errors: Remark[];
  warnings: Remark[];
  progress: Progress;
  /** How many resources each kind of step was done to, as the engine's own summary has it. */
  counts: Partial<Record<OpType, number>>;
  /** The stack's outputs before and after; undefined when the program did not come to its end. */
  outputs: { before: unknown; after: Record<string, unknown> } | undefined;
  /** The engine told that it was asked to stop. */
  cancelled: boolean;
}

/** Steps that only look, which the engine itself does not call changes; and the two halves of a `replace`. */
const noChanges: readonly OpType[] = [
  ...(["same", "read", "read-replacement", "refresh"] as const),
  ...(["create-replacement", "delete-replaced"] as const),
];

function isChange(operation: OpType): boolean {
  return !noChanges.includes(operation);
}

export function emptyTally(): Tally {
  return {
    changes: [],
    creations: [],
    violations: [],
    errors: [],
    warnings: [],
    progress: { done: 0, changing: 0, changed: 0, running: [] },
    counts: {},
    outputs: undefined,
    cancelled: false,
  };
}

/** Takes one event in. */
export function observe(tally: Tally, event: EngineEvent): void {
  if (event.resourcePreEvent) begin(tally, event.resourcePreEvent.metadata);
  if (event.resOutputsEvent) end(tally, event.resOutputsEvent.metadata);
  if (event.resOpFailedEvent) stop(tally, describe(event.resOpFailedEvent.metadata.urn));
  if (event.diagnosticEvent) remark(tally, event.diagnosticEvent);
  if (event.policyEvent) tally.violations.push(violation(event.policyEvent));
  if (event.summaryEvent) tally.counts = event.summaryEvent.resourceChanges ?? {};
  // The engine writes to this channel when a signal reaches it, and no other event tells of that.
  if (event.stdoutEvent) tally.cancelled = true;
}

type Step = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

function begin(tally: Tally, { op, urn, type, provider, new: now, diffs, detailedDiff }: Step): void {
  const resource = describe(urn);
  tally.progress.running.push(resource);
  if (op === "create" && now?.custom && !type.startsWith("pulumi:")) {
    tally.creations.push({ urn, type, parent: now.parent, provider, inputs: now.inputs });
  }
  if (!isChange(op)) return;
  const properties = Object.keys(detailedDiff ?? {});
  tally.changes.push({
    operation: op,
    resource,
    urn,
    properties: properties.length > 0 ? properties : (diffs ?? []),
  });
  tally.progress.changing += 1;
}

function end(tally: Tally, { op, urn, old, new: now }: Step): void {
  // Components and the stack end twice: registered, and with their outputs.
  if (isStack(urn) && now) tally.outputs = { before: old?.outputs, after: now.outputs };
  if (!stop(tally, describe(urn))) return;
  tally.progress.done += 1;
  if (isChange(op)) tally.progress.changed += 1;
}

/** Whether the stack's outputs would change, although perhaps no resource does. */
export function outputsDiffer({ outputs }: Tally): boolean {
  return outputs !== undefined && !isDeepStrictEqual(outputs.before ?? {}, outputs.after);
}

function stop({ progress }: Tally, resource: string): boolean {
  const index = progress.running.indexOf(resource);
  if (index >= 0) progress.running.splice(index, 1);
  return index >= 0;
}

function remark(tally: Tally, { severity, urn, message, ephemeral }: DiagnosticEvent): void {
  if (ephemeral || (severity !== "error" && severity !== "warning")) return;
  const text = plainText(message);
  if (text === "") return;
  (severity === "error" ? tally.errors : tally.warnings).push({
    resource: urn ? describe(urn) : undefined,
    message: text,
  });
}

function violation({ resourceUrn, policyName, message, enforcementLevel }: PolicyEvent): Violation {
  return {
    policy: policyName,
    resource: resourceUrn && !isStack(resourceUrn) ? describe(resourceUrn) : undefined,
    message: plainText(message),
    mandatory: enforcementLevel === "mandatory",
  };
}

/** The engine marks colours as `<{%reset%}>`. */
export function plainText(message: string): string {
  return message.replaceAll(/<\{%.*?%\}>/g, "").trim();
}

function isStack(urn: string): boolean {
  return typeOf(urn) === "pulumi:pulumi:Stack";
}

/** The last of the types in a URN, `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** A resource's name for people: `github:RepositoryRuleset default-branch`. */
export function describe(urn: string): string {
  const [cloud = "", ...rest] = typeOf(urn).split(":");
  return `${[cloud, rest.at(-1)].filter(Boolean).join(":")} ${nameOf(urn)}`;
}
