import type { DatabaseChecks, Login, Records, SmokeSuiteArgs } from "./args.ts";

/** A check as a suite's file has it; its format is pipeline/smoke/suite/schema.ts. */
export interface Check {
  name: string;
  group: string;
  steps: readonly object[];
  each?: Readonly<Record<string, readonly string[]>>;
  cleanup?: readonly object[];
  leaves?: string;
}

/** What stands in a suite for a value of the check: `${token}`. */
export function placeholder(name: string): string {
  return `\${${name}}`;
}

/** S002-SMOKE-01: a connection and a simple query, below two seconds. */
export function databaseChecks({ address }: DatabaseChecks): Check[] {
  const steps = [{ database: { address, query: "select 1" }, expect: { within: 2000 } }];
  return [{ name: "The database answers", group: "database", steps }];
}

/** S002-SMOKE-04: the schema's version, tables, functions and triggers. */
export function integrityChecks({ address, version, tables, functions, triggers }: DatabaseChecks): Check[] {
  const parts = { version, tables, functions, triggers };
  return Object.entries(parts).flatMap(([part, wanted]) =>
    wanted === undefined
      ? []
      : [{ name: `Schema: ${part}`, group: "integrity", steps: [{ database: { address, [part]: wanted } }] }],
  );
}

function loginStep({ path, user, password, headers = {}, token }: Login): object {
  return {
    name: "log in",
    request: {
      method: "POST",
      path,
      ...(Object.keys(headers).length > 0 ? { headers } : {}),
      json: { email: placeholder(`secret.${user}`), password: placeholder(`secret.${password}`) },
    },
    expect: { status: 200 },
    safe: true,
    capture: { token },
  };
}

/** S002-SMOKE-02: valid credentials are accepted, wrong ones are not. */
export function loginChecks(login: Login): Check[] {
  const wrong = {
    name: "log in wrongly",
    request: {
      method: "POST",
      path: login.path,
      ...(login.headers ? { headers: login.headers } : {}),
      // Nobody's account: a real one would be locked by wrong passwords.
      json: { email: `${placeholder("mark")}@example.com`, password: placeholder("mark") },
    },
    expect: { status: [400, 401, 403] },
    safe: true,
  };
  return [
    { name: "Login with valid credentials", group: "api", steps: [loginStep(login)] },
    { name: "Login with a wrong password is refused", group: "api", steps: [wrong] },
  ];
}

interface Written {
  create: object;
  item: (method: string, more?: object) => object;
  cleanup: readonly object[];
}

/** The requests on a record, as the user who has logged in. */
function written({ create, item, content, headers = {}, identity, gone }: Records): Written {
  const own = { authorization: `Bearer ${placeholder("token")}`, ...headers };
  const remove = { method: "DELETE", path: item, headers: own };
  return {
    create: {
      name: "create",
      request: { method: "POST", path: create, headers: own, json: content },
      capture: { record: identity },
    },
    item: (method, more = {}) => ({ method, path: item, headers: own, ...more }),
    cleanup: [{ request: remove, expect: { status: gone === "not-found" ? [200, 204, 404] : [200, 204] } }],
  };
}

/** S002-SMOKE-02: one record through its whole life. */
export function recordChecks(login: Login, records: Records): Check[] {
  const { create, item, cleanup } = written(records);
  const after = records.gone === "not-found" ? { status: 404 } : { status: 200, contains: "[]" };
  const steps = [
    loginStep(login),
    create,
    { name: "read", request: item("GET"), expect: { contains: placeholder("mark") } },
    { name: "update", request: item(records.update, { json: records.content }) },
    { name: "delete", request: item("DELETE") },
    { name: "read what is gone", request: item("GET"), expect: after },
  ];
  return [{ name: `Create, read, update and delete a ${records.name}`, group: "api", steps, cleanup }];
}

/** S002-SMOKE-03: login, a new record, and its audit record. */
export function featureChecks(login: Login, records: Records | undefined): Check[] {
  const checks: Check[] = [{ name: "A user can log in", group: "features", steps: [loginStep(login)] }];
  if (!records) return checks;
  const { create, item, cleanup } = written(records);
  const seen = { name: "read", request: item("GET"), expect: { contains: placeholder("mark") } };
  checks.push({
    name: `A user can create a ${records.name}`,
    group: "features",
    steps: [loginStep(login), create, seen],
    cleanup,
  });
  if (records.audit !== undefined) {
    const trail = { ...records, item: records.audit };
    const found = {
      name: "its audit record",
      request: written(trail).item("GET"),
      expect: { contains: placeholder("record") },
    };
    checks.push({
      name: `A new ${records.name} leaves an audit record`,
      group: "features",
      steps: [loginStep(login), create, found],
      cleanup,
      leaves: "the audit record: the trail is never shortened",
    });
  }
  return checks;
}

/** What an API must refuse, and where its gateway leads. */
export function edgeChecks({ gateway, closed, limited }: SmokeSuiteArgs): Check[] {
  const of = (name: string, group: string, step: object): Check => ({ name, group, steps: [step] });
  return [
    ...(gateway
      ? [
          {
            ...of("Gateway prefix", "gateway", {
              request: { path: `${gateway.root}/${placeholder("prefix")}${gateway.health}` },
              expect: { status: [200, 401] },
            }),
            each: { prefix: gateway.prefixes },
          },
        ]
      : []),
    ...(closed === undefined
      ? []
      : [
          of("Without a token nothing is shown", "security", {
            request: { path: closed },
            expect: { status: 401 },
          }),
        ]),
    ...(limited
      ? [
          of("Too many requests are refused", "security", {
            request: { path: limited.path, times: limited.requests },
            expect: { status: 429 },
          }),
        ]
      : []),
  ];
}
