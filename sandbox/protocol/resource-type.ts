/** A plain property value, as the engine sends it: no secrets, no assets, no unknowns. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Properties = Record<string, Value>;

/** What the sandbox knows of one input of a resource type. */
export interface InputRule {
  /** The published provider refuses the resource without it. */
  required?: true;
  /** A change replaces the resource. */
  replaces?: true;
  /** What the provider fills in when the program is silent. */
  default?: Value;
}

/** A property whose drift the published provider's refresh does not report. */
export interface BlindSpot {
  property: string;
  /** Where that is known from: an issue, a recorded exchange, a documentation page. */
  source: string;
}

/** A refusal of `check`: bad inputs, found before anything is created. */
export interface CheckFailure {
  property: string;
  reason: string;
}

/** How a provider names a resource whose program gives no physical name. */
export interface AutoName {
  /** The input that holds the physical name. */
  property: string;
  /** Inputs that name it as well: where one is given, nothing is made up. */
  unless?: string[];
  /** Makes a name. `hex` gives that many hexadecimal digits, the same for the same deployment. */
  make(logicalName: string, hex: (digits: number) => string): string;
  /** Whether `value` is a name that `make` could have made: such a name is kept from one deployment to the next. */
  made(logicalName: string, value: string): boolean;
}

/** What the provider answers for a resource that exists. */
export interface Live {
  /** The id that the state keeps, where an import is asked for by another. Default: the id that was asked for. */
  id?: string;
  inputs: Properties;
  outputs: Properties;
}

/**
 * One resource type of the sandbox. The operations work on the state of the cloud that made them and throw a
 * `CloudError` where the cloud would refuse.
 */
export interface ResourceType {
  /** For example `github:index/repositoryEnvironment:RepositoryEnvironment`. */
  token: string;
  /** Every input that the type has; any other is refused as the published provider would. */
  inputs: Record<string, InputRule>;
  /** Outputs that only the cloud knows: unknown while a create is previewed. */
  computed: string[];
  /** The properties that the real provider cannot see drift in. `read` answers the last known value for them. */
  blindSpots?: BlindSpot[];
  /** Present where the published provider names the resource when the program does not. */
  autoName?: AutoName;
  /**
   * Rules that the published provider checks before it sends anything. Inputs whose value is not known yet (in a
   * preview) are left out of `inputs` and named in `unknown`: a rule that needs one of them must not judge.
   */
  check?(inputs: Properties, unknown: ReadonlySet<string>): CheckFailure[];
  /** The state that the engine keeps is the inputs, overlaid with `outputs`. */
  create(inputs: Properties): { id: string; outputs: Properties };
  /** Undefined when the resource is gone. `state` is empty on import. */
  read(id: string, state: Properties): Live | undefined;
  /** `old` is the last known state. Answers the outputs as `create` does. */
  update(id: string, inputs: Properties, old: Properties): Properties;
  delete(id: string, state: Properties): void;
  /** Finds a resource that a killed `create` may have left: the id of the one that these inputs name. */
  find?(inputs: Properties): string | undefined;
}

/** A data source (`getTeam`, `getCallerIdentity`...). */
export interface CloudFunction {
  token: string;
  call(args: Properties): Properties;
}

/** One provider: its types and functions over one cloud's state. */
export interface CloudProvider {
  name: string;
  /** The version of the published provider whose behaviour it follows. */
  version: string;
  types: ResourceType[];
  functions: CloudFunction[];
  /**
   * When a replacement deletes before it creates. `same-name`: where the name is the program's own and stays
   * (providers bridged from Terraform). `always`: unless the provider made up the name (azure-native).
   * Default: `same-name`.
   */
  deletesFirst?: "same-name" | "always";
  /** The reason why these provider settings cannot be served, if there is one. Unknown ones are left out. */
  refuseSettings?(settings: Properties): string | undefined;
}

/** A refusal in the cloud's own words. */
export class CloudError extends Error {
  override name = "CloudError";
  /** The HTTP status that the cloud answers with. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
