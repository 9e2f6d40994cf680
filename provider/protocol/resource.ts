import type { Properties } from "./values.ts";

/** A resource type, as the engine works with it. Reads may be made at any time, writes in `apply` and `remove` only. */
export interface Resource {
  /** For example `gatehouse-github:delivery:Files`. */
  token: string;
  /** The inputs as they are kept, and what is wrong with them. */
  check(news: Properties): { inputs: Properties; failures: Fault[] };
  /** What an update would change, by the path of each property. */
  diff(known: Known, news: Properties): Promise<Difference>;
  /** What `apply` would give, with `unknownValue` for what only it can know. */
  foresee(news: Properties, known: Known | undefined): Promise<Properties>;
  /** Makes the world as the inputs say. @param known undefined: nothing was made yet. */
  apply(news: Properties, known: Known | undefined, log: Log): Promise<{ id: string; outputs: Properties }>;
  /** The world as it is; undefined when what holds the resource is gone. */
  read(known: Known, id: string): Promise<Known | undefined>;
  remove(known: Known, log: Log): Promise<void>;
}

/** A resource as the state has it. */
export interface Known {
  inputs: Properties;
  outputs: Properties;
}

/** Something wrong with an input. */
export interface Fault {
  property: string;
  reason: string;
}

export type ChangeKind = "add" | "delete" | "update";

export interface Difference {
  /** Paths as the engine writes them: `files[".github/workflows/ci.yml"]`. */
  changes: { path: string; kind: ChangeKind; isInput: boolean }[];
  /** The inputs whose change makes a new resource. */
  replaces: string[];
}

/** Says something to whoever runs the engine. */
export type Log = (severity: "info" | "warning", message: string) => Promise<void>;
