import { setTimeout as sleep } from "node:timers/promises";
import { AwsV4Signer } from "aws4fetch";
import type { S3Access } from "./credentials.ts";
import { readError } from "./listing.ts";
import { type ClockReading, S3Failure } from "./objects.ts";

/** How long to wait for S3. */
export interface Patience {
  /** Requests are made at most this often; default 5. */
  tries: number;
  /** Milliseconds for one answer, its body included; default 15,000. */
  answerWithin: number;
  /** Milliseconds before the second try, doubled for each further one, with a random share; default 200. */
  pause: number;
}

export const usualPatience: Patience = { tries: 5, answerWithin: 15_000, pause: 200 };

export interface Ask {
  method: "GET" | "PUT";
  /** Of the object or the bucket. */
  url: URL;
  headers?: Record<string, string>;
  body?: Uint8Array;
  /** For messages: "read ledger/production/1.json". */
  what: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Buffer;
  clock: ClockReading | undefined;
}

/** S3 asks to repeat these: an answer did not come in time, or another conditional write was under way. */
const passingCodes = ["RequestTimeout", "ConditionalRequestConflict", "OperationAborted", "SlowDown"];

/**
 * Makes a signed request, again where that may help. An answer that says what S3 decided (2xx, 404, 412) is returned.
 *
 * @throws S3Failure for everything else.
 */
export async function ask(access: S3Access, request: Ask, patience: Patience): Promise<Answer> {
  for (let tried = 1; ; tried++) {
    const outcome = await once(access, request, patience.answerWithin);
    if ("status" in outcome) {
      if (outcome.status < 300 || outcome.status === 404 || outcome.status === 412) {
        if (outcome.status !== 404 || !isAboutBucket(outcome)) return outcome;
      }
      if (!isPassing(outcome) || tried >= patience.tries) throw failureOf(request, outcome, tried);
    } else if (tried >= patience.tries) {
      throw new S3Failure(
        "unavailable",
        `S3 gave no answer to ${tried} tries to ${request.what} at ${request.url.host} (${outcome.lost}). ` +
          "Check the network and https://health.aws.amazon.com, and run again: nothing is done twice.",
      );
    }
    await sleep(patience.pause * 2 ** (tried - 1) * (0.5 + Math.random()));
  }
}

async function once(
  { region, credentials }: S3Access,
  { method, url, headers, body }: Ask,
  answerWithin: number,
): Promise<Answer | { lost: string }> {
  const signer = new AwsV4Signer({
    ...credentials,
    service: "s3",
    region,
    method,
    url: url.href,
    ...(headers && { headers }),
  });
  const signed = await signer.sign();
  const begin = Date.now();
  try {
    const response = await fetch(signed.url, {
      method,
      headers: signed.headers,
      ...(body && { body: Buffer.from(body) }),
      redirect: "manual",
      signal: AbortSignal.timeout(answerWithin),
    });
    const clock = clockOf(response.headers, begin, Date.now());
    const content = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, body: content, clock };
  } catch (error) {
    return { lost: reasonOf(error) };
  }
}

function clockOf(headers: Headers, begin: number, end: number): ClockReading | undefined {
  const theirs = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(theirs) ? undefined : { theirs, ours: Math.round((begin + end) / 2) };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no answer in time";
  // fetch says only "fetch failed"; why is in its cause.
  const { cause } = error;
  if (cause instanceof Error) return ("code" in cause && String(cause.code)) || cause.message;
  return error.message;
}

function isAboutBucket(answer: Answer): boolean {
  return readError(answer.body.toString()).code === "NoSuchBucket";
}

function isPassing({ status, body }: Answer): boolean {
  return status >= 500 || status === 429 || passingCodes.includes(readError(body.toString()).code);
}

function failureOf({ what, url }: Ask, answer: Answer, tried: number): S3Failure {
  const { code, message } = readError(answer.body.toString());
  const said = [code, message].filter(Boolean).join(": ") || "no reason given";
  const head = `S3 at ${url.host} answered ${answer.status} when asked to ${what} (${said}).`;
  if (isPassing(answer)) {
    return new S3Failure(
      "unavailable",
      `${head} ${tried} tries. See https://health.aws.amazon.com, and run again: nothing is done twice.`,
    );
  }
  switch (code) {
    case "RequestTimeTooSkewed":
      return new S3Failure("clock", `${head} Set this machine's clock, for example by NTP, and run again.`);
    case "ExpiredToken":
    case "InvalidAccessKeyId":
    case "InvalidToken":
    case "TokenRefreshRequired":
      return new S3Failure("denied", `${head} The role's keys have ended: take the role again in this job.`);
    case "NoSuchBucket":
      return new S3Failure("wrong", `${head} Check the bucket's name, and that the shared stack is up.`);
    case "PermanentRedirect":
    case "AuthorizationHeaderMalformed":
      return new S3Failure("wrong", `${head} The bucket is in another region: check AWS_REGION.`);
  }
  return answer.status === 401 || answer.status === 403
    ? new S3Failure("denied", `${head} This job's role may not do that: see the audit component's policies.`)
    : new S3Failure("wrong", head);
}
