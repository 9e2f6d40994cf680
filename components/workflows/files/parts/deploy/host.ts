import type { Expression, Step, Text } from "../../../model/index.ts";
import type { RoadService } from "../../road.ts";
import type { Door } from "../door.ts";

/** What a job deploys of one service. */
export interface Deploying {
  readonly door: Door;
  readonly service: RoadService;
  /** What the host calls the service in this stage, where the settings say it; else the environment's variables do. */
  readonly hostedAs: string | undefined;
  readonly sha: Text;
  /** The folder of the unpacked build, or the image with its digest; undefined where the checkout is deployed. */
  readonly artifact:
    | { readonly folder: string; readonly file: string }
    | { readonly image: Text }
    | undefined;
  readonly secret: (name: string) => Expression;
  /** The name of the step that deploys. */
  readonly name: string;
}

export interface Put {
  readonly steps: readonly Step[];
  /** Where the release answers before it has traffic; undefined where the host gives it traffic at once. */
  readonly candidate?: Text;
}

/** One host: how a job signs in there, and how the specification's own action or command puts a release there. */
export interface Host {
  /** Secrets that its steps read. */
  readonly secrets: readonly string[];
  /** Command-line tools that a job needs for it. */
  readonly tools: readonly Step[];
  /** Signs the job in, to deploy or to go back: what it may do is the door's. */
  signIn(door: Door): Step[];
  /** What the runtime needs to speak to the host. */
  access(door: Door, secret: (name: string) => Expression): Readonly<Record<string, Text>>;
  deploy(deploying: Deploying): Put;
}

/** An environment variable of a step, only where the stage sets it. */
export function given(door: Door, ...names: readonly string[]): Record<string, Expression> {
  return Object.fromEntries(
    names.filter((name) => door.sets(name)).map((name) => [name, door.variable(name)]),
  );
}
