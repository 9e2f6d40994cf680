import { failureOf, type HttpFailure } from "./failure.ts";

export type { FailureKind, HttpFailure } from "./failure.ts";

/** One request. */
export interface HttpAsk {
  url: string;
  /** Default is GET. */
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Milliseconds until the whole answer must be there, redirects included. */
  withinMs: number;
  /** Redirects that are followed; default is 5. */
  redirects?: number;
  /** Ends the request before its time. */
  signal?: AbortSignal;
}

/** A whole answer, whatever its status. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** Its first mebibyte. */
  body: string;
  /** Milliseconds from the request to the answer's last byte. */
  ms: number;
}

/** More than any health or API answer that is judged here. */
const mostBytes = 1_048_576;

const redirectStatuses = [301, 302, 303, 307, 308];

/** Headers that must not reach another host than the one they were meant for. */
const credentials = ["authorization", "cookie", "x-api-key", "apikey"];

/** Makes one request, once. What goes wrong on the way is a result, not an error: it is what probes look for. */
export async function askHttp(ask: HttpAsk): Promise<HttpAnswer | HttpFailure> {
  const begin = performance.now();
  const since = () => Math.round(performance.now() - begin);
  const deadline = AbortSignal.timeout(ask.withinMs);
  const signal = ask.signal ? AbortSignal.any([deadline, ask.signal]) : deadline;
  try {
    const response = await follow(ask, signal);
    if ("failed" in response) return { ...response, ms: since() };
    const body = await readBody(response);
    return { status: response.status, headers: response.headers, body, ms: since() };
  } catch (error) {
    return { ...failureOf(error, deadline.aborted ? ask.withinMs : undefined), ms: since() };
  }
}

export function isFailure(result: HttpAnswer | HttpFailure): result is HttpFailure {
  return "failed" in result;
}

async function follow(ask: HttpAsk, signal: AbortSignal): Promise<Response | Omit<HttpFailure, "ms">> {
  const seen = new Set<string>();
  let next: Pick<HttpAsk, "url" | "method" | "headers" | "body"> = ask;
  for (let left = ask.redirects ?? 5; ; left--) {
    seen.add(next.url);
    const response = await fetch(next.url, {
      method: next.method ?? "GET",
      headers: { "user-agent": "gatehouse", ...next.headers },
      ...(next.body === undefined ? {} : { body: next.body }),
      redirect: "manual",
      signal,
    });
    const location = response.headers.get("location");
    if (!redirectStatuses.includes(response.status) || !location || ask.redirects === 0) return response;
    await response.body?.cancel();
    const to = URL.parse(location, next.url);
    if (!to)
      return { failed: "redirect", reason: `a redirect to ${JSON.stringify(location)}, which is no address` };
    if (seen.has(to.href))
      return { failed: "redirect", reason: `a redirect in a circle, back to ${to.origin}${to.pathname}` };
    if (left === 0) return { failed: "redirect", reason: `more than ${ask.redirects ?? 5} redirects` };
    if (next.url.startsWith("https:") && to.protocol === "http:") {
      return { failed: "redirect", reason: `a redirect from https to http, at ${to.host}` };
    }
    next = redirected(next, to, response.status);
  }
}

function redirected(from: Pick<HttpAsk, "url" | "method" | "headers" | "body">, to: URL, status: number) {
  const keepsHost = new URL(from.url).origin === to.origin;
  const headers = Object.fromEntries(
    Object.entries(from.headers ?? {}).filter(
      ([name]) => keepsHost || !credentials.includes(name.toLowerCase()),
    ),
  );
  // RFC 9110, 15.4: 307 and 308 repeat the request; after the others user agents ask with GET.
  const repeats = status === 307 || status === 308;
  if (!repeats) return { url: to.href, headers };
  return {
    url: to.href,
    headers,
    ...(from.method === undefined ? {} : { method: from.method }),
    // A body may hold credentials as well as headers do.
    ...(from.body === undefined || !keepsHost ? {} : { body: from.body }),
  };
}

async function readBody(response: Response): Promise<string> {
  if (!response.body) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (bytes >= mostBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString("utf8");
}
