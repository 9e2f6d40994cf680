import { setTimeout as sleep } from "node:timers/promises";
import { request } from "@octokit/request";
import { z } from "zod";
import { restRoot } from "./address.ts";
import { rateLimitWait, waitBefore } from "./patience.ts";
import { type Asked, type Failure, GithubRefusal } from "./refusal.ts";

export interface GithubOptions {
  /** A personal token or a GitHub App's installation token. */
  token: string;
  /** As the GitHub provider takes it; default is github.com. */
  baseUrl?: string | undefined;
  /** How to wait, in seconds; default is to sleep. */
  wait?: (seconds: number) => Promise<unknown>;
}

/** A repository. */
export type Place = { owner: string; repo: string };

export interface Answered<Data> {
  data: Data;
  headers: Failure["headers"];
}

/** GitHub's REST API for one token. */
export interface Github {
  /**
   * Makes a request, again where that may help, and reads the answer by a schema.
   *
   * @param route as GitHub's documentation writes it: `GET /repos/{owner}/{repo}`.
   * @throws GithubRefusal when GitHub refuses or does not answer.
   */
  ask<Schema extends z.ZodType>(
    route: string,
    parameters: Place & Record<string, unknown>,
    answer: Schema,
  ): Promise<Answered<z.output<Schema>>>;
  /** Waits before a further look at what others are changing, in seconds. */
  wait(seconds: number): Promise<unknown>;
}

/** Longer than GitHub takes to answer: it gives up after ten seconds itself. */
const answerWithin = 30_000;

/** @throws Error when the address is none, or the token is missing. */
export function openGithub({
  token,
  baseUrl,
  wait = (seconds) => sleep(seconds * 1000),
}: GithubOptions): Github {
  if (token === "") {
    throw new Error("There is no token for GitHub: put one into GITHUB_TOKEN.");
  }
  const send = request.defaults({
    baseUrl: restRoot(baseUrl),
    headers: {
      authorization: `Bearer ${token}`,
      "user-agent": "gatehouse",
      "x-github-api-version": "2022-11-28",
    },
  });

  async function once(
    route: string,
    parameters: Record<string, unknown>,
  ): Promise<Answered<unknown> | Failure> {
    try {
      const { data, headers } = await send(route, {
        ...parameters,
        request: { signal: AbortSignal.timeout(answerWithin) },
      });
      return { data, headers: headersOf(headers) };
    } catch (error) {
      return failureOf(error);
    }
  }

  return {
    wait,
    async ask(route, parameters, answer) {
      const asked = { route, of: `${parameters.owner}/${parameters.repo}` };
      for (let tried = 1; ; tried++) {
        const result = await once(route, parameters);
        if ("data" in result) return { data: parsed(asked, answer, result.data), headers: result.headers };
        const seconds = waitBefore(tried, result, Date.now());
        if (seconds === undefined) throw new GithubRefusal(asked, withTime(result));
        await wait(seconds);
      }
    },
  };
}

/** A rate limit that is not sat out says until when. */
function withTime(failure: Failure): Failure {
  const seconds = rateLimitWait(failure, Date.now());
  if (seconds === undefined) return failure;
  const until = new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
  return { ...failure, reason: `${failure.reason} This token's rate limit ends at ${until}: run again then` };
}

function parsed<Schema extends z.ZodType>(asked: Asked, answer: Schema, data: unknown): z.output<Schema> {
  const result = answer.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(
    `The answer to ${asked.route} of ${asked.of} is not GitHub's: ${issue?.path.join(".") || "the whole"}: ` +
      `${issue?.message}. Check GITHUB_BASE_URL and what lies between here and GitHub.`,
  );
}

const httpError = z.object({
  status: z.number(),
  message: z.string(),
  response: z
    .object({
      data: z.unknown(),
      headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()),
    })
    .optional(),
});

/** Every error object carries `message`; further words differ by endpoint. */
const refusalBody = z.object({
  message: z.string(),
  errors: z
    .array(
      z.union([
        z.string(),
        z.object({
          message: z.string().optional(),
          field: z.string().optional(),
          code: z.string().optional(),
        }),
      ]),
    )
    .optional(),
});

function failureOf(error: unknown): Failure {
  const http = httpError.safeParse(error);
  if (!http.success) throw error;
  const { status, message, response } = http.data;
  // @octokit/request calls a request without an answer a 500 that has no response.
  if (!response) return { status: undefined, reason: message, headers: {} };
  const body = refusalBody.safeParse(response.data);
  return {
    status,
    reason: body.success ? wordsOf(body.data) : message,
    headers: headersOf(response.headers),
  };
}

function wordsOf({ message, errors = [] }: z.infer<typeof refusalBody>): string {
  const details = errors.map((one) =>
    typeof one === "string" ? one : (one.message ?? [one.field, one.code].filter(Boolean).join(" ")),
  );
  return [message, ...details.filter(Boolean)].join(": ");
}

function headersOf(headers: Record<string, string | number | undefined>): Failure["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  );
}
