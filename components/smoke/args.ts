/** A request that creates nothing, or a path of one. `${record}`, `${token}` and `${mark}` stand for the check's own values. */
export interface Login {
  path: string;
  /** Names of the job's variables; the values stand in no file. */
  user: string;
  password: string;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Where the answer has the session's token, as a JSON Pointer. */
  token: string;
}

/** A kind of record that users make, by which creating, reading, updating and deleting are tried. */
export interface Records {
  /** For people: `diary entry`. */
  name: string;
  /** Where one is created, and where one is addressed: `/diary`, `/diary/${record}`. */
  create: string;
  item: string;
  /** The record; a field of it must hold `${mark}`. */
  content: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Where the answer to its creation has its identity, as a JSON Pointer. */
  identity: string;
  update: "PUT" | "PATCH";
  /** How a record that is gone is answered: by 404, or by an empty list. */
  gone: "not-found" | "empty-list";
  /** Where its audit trail is read; its answer must name the record. */
  audit?: string | undefined;
}

export interface DatabaseChecks {
  /** The variable of the job that holds its address. */
  address: string;
  version?: { table: string; column: string; newestIn: string } | undefined;
  tables?: readonly string[] | undefined;
  functions?: readonly string[] | undefined;
  triggers?: readonly string[] | undefined;
}

/** What the default suites ask of an application; what is left out is not asked. */
export interface SmokeSuiteArgs {
  /** The contract's service that requests go to, for example `backend`. */
  service: string;
  database?: DatabaseChecks | undefined;
  login?: Login | undefined;
  records?: Records | undefined;
  /** Prefixes below a root that the gateway leads to services, each asked for its health: `/api/v1`, `projects`, `/health`. */
  gateway?: { root: string; prefixes: readonly string[]; health: string } | undefined;
  /** A path that must not be shown without a token. */
  closed?: string | undefined;
  /** A path with a limit, and more requests at once than it allows. */
  limited?: { path: string; requests: number } | undefined;
}
