import type { z } from "zod";
import { failed, firstLines, type Reading } from "../reading.ts";

/** GitHub's API, for reading. */
export interface GithubClient {
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<Reading<z.infer<Schema>>>;
  /** The same with one header of the answer; null where the answer has none of that name. */
  getWith<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    header: string,
  ): Promise<Reading<{ body: z.infer<Schema>; header: string | null }>>;
}

/** Seconds that one answer may take. */
const patience = 20;

/** The root of the REST API: a host of one's own has it below /api/v3, as the provider assumes too. */
export function apiRoot(baseUrl: string | undefined): string {
  const url = new URL(baseUrl || "https://api.github.com/");
  const path = url.pathname.replace(/\/+$/, "");
  const own = url.hostname === "api.github.com" || path.endsWith("/api/v3") ? path : `${path}/api/v3`;
  return `${url.origin}${own}`;
}

export function githubClient(root: string, token: string | undefined): GithubClient {
  async function getWith<Schema extends z.ZodType>(path: string, schema: Schema, header: string) {
    const answer = await ask(root, path, token);
    if ("failed" in answer) return answer;
    const body = schema.safeParse(answer.value.body);
    if (!body.success) return failed("away", `GitHub's answer to ${path} has another form than expected`);
    return { value: { body: body.data, header: answer.value.headers.get(header) } };
  }
  return {
    getWith,
    async get(path, schema) {
      const answer = await getWith(path, schema, "date");
      return "failed" in answer ? answer : { value: answer.value.body };
    },
  };
}

/** One request. @param method POST only where an app asks for a token of its own. */
export async function ask(
  root: string,
  path: string,
  token: string | undefined,
  post?: object,
): Promise<Reading<{ body: unknown; headers: Headers }>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${root}${path}`, {
      method: post ? "POST" : "GET",
      headers: {
        accept: "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
        "user-agent": "gatehouse-doctor",
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(post && { body: JSON.stringify(post) }),
      signal: AbortSignal.timeout(patience * 1000),
    });
    text = await response.text();
  } catch (error) {
    return failed("away", `${root} does not answer (${reasonOf(error)})`);
  }
  const body = parsed(text);
  if (response.ok) return { value: { body, headers: response.headers } };
  const said = `GET ${path}: ${response.status} ${messageIn(body) ?? response.statusText}`.trim();
  if (response.status === 404) return failed("absent", said);
  const limited = response.status === 429 || response.headers.get("x-ratelimit-remaining") === "0";
  if (limited) return failed("away", `${said} (GitHub's rate limit: try again later)`);
  return failed(response.status === 401 || response.status === 403 ? "refused" : "away", said);
}

/** `fetch` says only that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch (error) {
    // A proxy's page is no answer of GitHub: the schema, or the status, says the rest.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function messageIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("message" in body)) return undefined;
  return typeof body.message === "string" ? firstLines(body.message) : undefined;
}
