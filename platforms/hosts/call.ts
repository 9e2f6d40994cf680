import type { z } from "zod";
import { askHttp, type HttpAnswer, isFailure } from "../http/ask.ts";
import { HostError } from "./host.ts";

/** A way to a host's API. */
export interface Api {
  /** The host, for messages. */
  name: string;
  /** Without a slash at its end. */
  url: string;
  headers(): Promise<Readonly<Record<string, string>>>;
}

export interface Call {
  method?: "GET" | "POST";
  /** From the API's root, or a whole address below it. */
  path: string;
  body?: unknown;
}

/** The longest that one answer may take, in milliseconds. */
const withinMs = 30_000;

/** @throws HostError for every answer that is no success; its text has the host's own words, never a header. */
export async function call(api: Api, { method = "GET", path, body }: Call): Promise<HttpAnswer> {
  const url = path.startsWith("https://") || path.startsWith("http://") ? path : `${api.url}${path}`;
  if (new URL(url).origin !== new URL(api.url).origin) {
    throw new HostError(
      `${api.name} sent the answer to another host, ${new URL(url).host}: not followed.`,
      false,
    );
  }
  const answer = await askHttp({
    url,
    method,
    headers: {
      ...(await api.headers()),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    withinMs,
    redirects: 0,
  });
  const what = `${api.name} ${method} ${new URL(url).pathname}`;
  if (isFailure(answer)) throw new HostError(`${what}: ${answer.reason}`, true);
  if (answer.status >= 200 && answer.status < 300) return answer;
  const passing = answer.status === 429 || answer.status === 409 || answer.status >= 500;
  throw new HostError(`${what}: ${answer.status} ${answer.body.slice(0, 300)}`.trim(), passing);
}

/** As `call`, and reads the answer. @throws HostError where it is not as documented. */
export async function callFor<Schema extends z.ZodType>(
  api: Api,
  asked: Call,
  schema: Schema,
): Promise<z.output<Schema>> {
  const { body } = await call(api, asked);
  const parsed = schema.safeParse(parse(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HostError(
    `${api.name} answered ${asked.path} in another form than documented: ${issue?.path.join(".")}: ${issue?.message}`,
    true,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
