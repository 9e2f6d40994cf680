/** One action at one commit. */
export interface Pin {
  /** The release that the commit is of. */
  readonly version: string;
  /** The full commit SHA. */
  readonly sha: string;
  /** What runs the action: node24, composite, docker... */
  readonly runs: string;
  /** The names of its inputs, separated by spaces, in the order of its action.yml. */
  readonly inputs: string;
  /** Those of them that are required and have no default. */
  readonly required: string;
  /** What whoever changes the pin has to know. */
  readonly note?: string;
}

export type Pins = Readonly<Record<string, Pin>>;
