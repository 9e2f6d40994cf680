import type { Step, Value } from "../model/index.ts";
import type { Context } from "./context.ts";
import type { OwnCheck, Service, Suite, Toolchain } from "./toolchain.ts";

/** A service with a toolchain of one kind. */
export type ServiceOf<Kind extends Toolchain["kind"]> = Service & {
  readonly toolchain: Extract<Toolchain, { kind: Kind }>;
};

/** A suite and where its reports go, before its gates read them. */
export interface SuiteRun extends Suite {
  /** Its key among the suites: `unit`. */
  readonly name: string;
  /** For people: `Unit tests`. */
  readonly title: string;
  readonly path: string;
  /** Files by absolute paths, and the address of the database where it has one. */
  readonly env: {
    readonly JUNIT: Value;
    readonly COVERAGE?: Value;
    readonly DATABASE_URL?: string;
  };
}

/** What one kind of toolchain brings. */
export interface Kit<Kind extends Toolchain["kind"]> {
  /** Installs the language and what the service needs; `isCached` in jobs that make nothing that is deployed. */
  setUp(service: ServiceOf<Kind>, context: Context, isCached: boolean): Step[];
  /** The steps of the checks that it knows; others are refused by name. */
  readonly checks: {
    readonly [Check in Exclude<OwnCheck, "image">]?: (service: ServiceOf<Kind>, context: Context) => Step[];
  };
  /** Runs a suite with the toolchain's own runner. */
  suite(service: ServiceOf<Kind>, suite: SuiteRun, context: Context): Step[];
  /** Makes one file below `dist/` of what `build` left, so that what is attested and deployed is that file. */
  pack(service: ServiceOf<Kind>): { readonly file: string; readonly steps: readonly Step[] };
}
