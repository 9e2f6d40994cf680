import { type Environment, WrongUse } from "../../cli/command.ts";

/** Where a database is, and how to be let in. Nothing of it is printed but host, port and name. */
export interface Address {
  url: URL;
  database: string;
  /** `host:port/database`, for people. */
  words: string;
  /** What libpq's programs (pg_dump, pg_restore) read in place of arguments, which other processes can see. */
  libpq: Readonly<Record<string, string>>;
  /** Takes the password out of a text, however it is written. */
  mask(text: string): string;
}

/** Parameters of an address that libpq knows by a variable. */
const variables: Readonly<Record<string, string>> = {
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  sslcert: "PGSSLCERT",
  sslkey: "PGSSLKEY",
  host: "PGHOST",
};

/** Reads DATABASE_URL. @throws WrongUse when it is missing or cannot work. */
export function addressFrom(environment: Environment, variable = "DATABASE_URL"): Address {
  const text = environment[variable];
  if (!text) {
    throw new WrongUse(
      `${variable} is not set: hand the database's address to the step, under env, from the environment's secret.`,
    );
  }
  const url = parse(text, variable);
  const host = url.searchParams.get("host") ?? url.hostname;
  // A pooler that lends a connection per transaction breaks locks that last longer than one.
  if (url.searchParams.get("pgbouncer") === "true" || (url.port === "6543" && host.includes("pooler"))) {
    throw new WrongUse(
      `${variable} names a pooler of transactions (${host}:${url.port}): migrations hold a lock over several. ` +
        "Use the session pooler (Supabase: the same host, port 5432) or the database itself.",
    );
  }
  const database = decodeURIComponent(url.pathname.slice(1)) || decodeURIComponent(url.username);
  const port = url.port || "5432";
  const password = decodeURIComponent(url.password);
  const libpq: Record<string, string> = {
    PGHOST: url.hostname,
    PGPORT: port,
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: password,
    PGDATABASE: database,
    PGAPPNAME: "gatehouse migrate",
  };
  for (const [name, value] of url.searchParams) {
    const variableOf = variables[name];
    if (variableOf) libpq[variableOf] = value;
  }
  const secrets = [text, password, url.password, encodeURIComponent(password)].filter(Boolean);
  return {
    url,
    database,
    words: `${host}:${port}/${database}`,
    libpq,
    mask: (said) => secrets.reduce((masked, secret) => masked.replaceAll(secret, "***"), said),
  };
}

/** The same server, another database. */
export function besides(address: Address, database: string): Address {
  const url = new URL(address.url);
  url.pathname = `/${encodeURIComponent(database)}`;
  return {
    ...address,
    url,
    database,
    words: address.words.replace(/\/[^/]*$/, `/${database}`),
    libpq: { ...address.libpq, PGDATABASE: database },
  };
}

function parse(text: string, variable: string): URL {
  try {
    const url = new URL(text);
    if (/^postgres(?:ql)?:$/.test(url.protocol) && (url.hostname || url.searchParams.has("host"))) return url;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new WrongUse(
    `${variable} is no address of a Postgres database. Allowed: postgres://HOST:PORT/DATABASE with user and password before the host (special characters as %XX).`,
  );
}
