import type { RunStep, Step } from "../model/index.ts";
import type { Context } from "./context.ts";
import { dart } from "./dart.ts";
import { image } from "./image.ts";
import type { Kit, SuiteRun } from "./kit.ts";
import { node } from "./node.ts";
import { kept } from "./provenance.ts";
import { python } from "./python.ts";
import { refuse } from "./refusal.ts";
import { rust } from "./rust.ts";
import { ownRunner, reportGates, suiteRun } from "./suites.ts";
import { type OwnCheck, ownChecks, type Service, type Suite, type Toolchain } from "./toolchain.ts";

/** A kit with its service, whatever the kind. */
interface Tooling {
  readonly known: readonly string[];
  setUp(context: Context, isCached: boolean): Step[];
  check(name: OwnCheck, context: Context): Step[] | undefined;
  suite(suite: SuiteRun, context: Context): Step[];
  pack(): { readonly file: string; readonly steps: readonly Step[] };
}

function toolingOf(service: Service): Tooling {
  const { name, toolchain } = service;
  switch (toolchain.kind) {
    case "node":
      return bound(node, { name, toolchain });
    case "python":
      return bound(python, { name, toolchain });
    case "rust":
      return bound(rust, { name, toolchain });
    case "dart":
      return bound(dart, { name, toolchain });
  }
}

function bound<Kind extends Toolchain["kind"]>(
  kit: Kit<Kind>,
  service: Parameters<Kit<Kind>["setUp"]>[0],
): Tooling {
  return {
    known: [...Object.keys(kit.checks), "image"],
    setUp: (context, isCached) => kit.setUp(service, context, isCached),
    check: (name, context) => (name === "image" ? undefined : kit.checks[name]?.(service, context)),
    suite: (suite, context) => kit.suite(service, suite, context),
    pack: () => kit.pack(service),
  };
}

/** What the checks of one job come to. */
export interface Checked {
  readonly steps: readonly Step[];
  /** The step that gives the pushed image. */
  readonly pushed: RunStep<"reference" | "digest"> | undefined;
  /** The packed build, from the workspace. */
  readonly file: string | undefined;
  readonly suites: readonly SuiteRun[];
}

/**
 * The steps of checks in their order, those of the build's archive last, so that it holds what all of them made.
 *
 * @throws WorkflowError for a check that the toolchain does not know and that is no suite
 */
export function stepsOf(service: Service, checks: readonly string[], context: Context): Checked {
  const tooling = toolingOf(service);
  const made = checks.map((check) => oneCheck(service, tooling, check, context));
  const packed = checks.includes("build") ? tooling.pack() : undefined;
  return {
    steps: [
      ...made.flatMap(({ steps }) => steps),
      ...(packed ? [...packed.steps, ...kept(service, packed.file)] : []),
    ],
    pushed: made.find(({ pushed }) => pushed !== undefined)?.pushed,
    file: packed?.file,
    suites: made.flatMap(({ suites }) => suites),
  };
}

/**
 * Installs the language and what the service needs. A job that makes what is deployed takes nothing from a cache, and
 * an image brings all that it needs itself.
 */
export function setUpSteps(service: Service, checks: readonly string[], context: Context): Step[] {
  if (checks.every((check) => check === "image")) return [];
  return toolingOf(service).setUp(context, !makesRelease(checks));
}

function makesRelease(checks: readonly string[]): boolean {
  return checks.includes("build") || checks.includes("image");
}

type Made = Pick<Checked, "steps" | "pushed" | "suites">;

function oneCheck(service: Service, tooling: Tooling, check: string, context: Context): Made {
  const suite = service.toolchain.suites[check];
  if (suite !== undefined) return suiteSteps(service, tooling, suiteRun(service, check, suite), context);
  if (check === "image") return { ...image(service, context), suites: [] };
  const own = ownChecks.find((one) => one === check);
  const steps = own && tooling.check(own, context);
  if (steps !== undefined) return { steps, pushed: undefined, suites: [] };
  throw refuse(
    service,
    "stages",
    `with the check ${check}`,
    `${tooling.known.join(", ")}, and the names of its suites: ${Object.keys(service.toolchain.suites).join(", ") || "none is declared"}`,
  );
}

function suiteSteps(service: Service, tooling: Tooling, suite: SuiteRun, context: Context): Made {
  return {
    steps: [...(ownRunner(service, suite) ?? tooling.suite(suite, context)), ...reportGates(service, suite)],
    pushed: undefined,
    suites: [suite],
  };
}

/** Whether a suite of these checks needs the database beside it. */
export function needsDatabase(suites: readonly Suite[]): boolean {
  return suites.some(({ database }) => database);
}
