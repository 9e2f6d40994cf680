import type {
  PolicyResource,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Finding } from "./finding.ts";
import { plainProperties } from "./plain.ts";
import type { Policy } from "./policy.ts";
import type { Resource } from "./resource.ts";
import type { Run } from "./run.ts";
import { UnknownValue } from "./unknown-value.ts";

type Wired = ResourceValidationPolicy & Partial<StackValidationPolicy>;

/** The Pulumi protocol's mark of an unknown text (a constant of the protocol; the SDK does not export it). */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The SDK turns this error, and nothing else, into a warning where the policy itself is mandatory. It says what could
 * not be decided in the preview; the update knows the values and decides.
 */
class Undecided extends UnknownValue {
  constructor(findings: readonly Finding[]) {
    super(unknownText, []);
    this.message = findings.map((finding) => finding.message).join(" ");
  }
}

/**
 * Makes the SDK's policies, all mandatory.
 *
 * The engine shows a component's inputs only when the component itself is registered, and at the end of a run only its
 * registered outputs. So every registration is kept, for the resources below it and for the end of the run. A pack's
 * process serves one preview or one update, so nothing is kept longer than that.
 */
export function wire(policies: readonly Policy[], run: Run): Wired[] {
  const registered = new Map<string, Resource>();
  const register = oncePerRound(
    (args: ResourceValidationArgs) => args.urn,
    (args) => {
      const resource = registration(args, registered);
      registered.set(resource.urn, resource);
      return resource;
    },
  );
  const finish = oncePerRound(
    () => "the end of the run",
    (args: StackValidationArgs) => atTheEnd(args.resources, registered),
  );

  return policies.map((policy) => {
    const { metadata } = policy;
    const [{ name, version, reference, specification }] = metadata.clauses;
    const wired: Wired = {
      name: metadata.name,
      displayName: metadata.displayName,
      description: metadata.description,
      severity: metadata.severity,
      framework: { name, version, reference, specification },
      remediationSteps: metadata.remediationSteps,
      url: metadata.url,
      tags: [...metadata.tags, ...metadata.requirements],
      enforcementLevel: "mandatory",
      validateResource(args, report) {
        const resource = register(args, policy);
        if (policy.resource) tell(policy.resource(resource, run), run, report);
      },
    };
    if (!policy.stack) return wired;
    const stack = policy.stack.bind(policy);
    wired.validateStack = (args, report) => {
      tell(stack(finish(args, policy), run), run, report);
    };
    return wired;
  });
}

/**
 * The SDK hands each policy a copy of its own of the same resources, and turning one into plain data takes longer than
 * judging it. So the first policy that asks makes it for all; one that asks for the second time begins a new round.
 */
function oncePerRound<Given, Made>(
  keyOf: (given: Given) => string,
  make: (given: Given) => Made,
): (given: Given, asking: Policy) => Made {
  const rounds = new Map<string, { made: Made; asked: Set<Policy> }>();
  return (given, asking) => {
    const key = keyOf(given);
    let round = rounds.get(key);
    if (!round || round.asked.has(asking)) {
      round = { made: make(given), asked: new Set() };
      rounds.set(key, round);
    }
    round.asked.add(asking);
    return round.made;
  };
}

/** An update knows every value, so what it cannot decide is refused there; a preview says so and goes on. */
function tell(findings: readonly Finding[], run: Run, report: ReportViolation): void {
  const refused = findings.filter(({ verdict }) => verdict === "violation" || !run.preview);
  for (const { message, urn } of refused) report(message, urn);
  const open = findings.filter((finding) => !refused.includes(finding));
  if (open.length > 0) throw new Undecided(open);
}

function registration(args: ResourceValidationArgs, registered: ReadonlyMap<string, Resource>): Resource {
  const parent = args.opts.parent === undefined ? undefined : registered.get(args.opts.parent);
  return {
    urn: args.urn,
    type: args.type,
    name: args.name,
    properties: plainProperties(args.props),
    protected: args.opts.protect,
    ancestors: parent ? [parent, ...parent.ancestors] : [],
    sources: {},
  };
}

/** The stack's resources with what each was registered with; what was not registered in this run has its outputs only. */
function atTheEnd(given: readonly PolicyResource[], registered: ReadonlyMap<string, Resource>): Resource[] {
  const made = new Map<string, Resource>();
  const make = (resource: PolicyResource): Resource => {
    const before = made.get(resource.urn);
    if (before) return before;
    const parent = resource.parent && make(resource.parent);
    const result: Resource = {
      urn: resource.urn,
      type: resource.type,
      name: resource.name,
      properties: { ...plainProperties(resource.props), ...registered.get(resource.urn)?.properties },
      protected: resource.opts.protect,
      ancestors: parent ? [parent, ...parent.ancestors] : [],
      sources: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([property, sources]) => [
          property,
          sources.map((source) => source.urn),
        ]),
      ),
    };
    made.set(resource.urn, result);
    return result;
  };
  return given.map(make);
}
