/** Why there was no whole answer. */
export type FailureKind = "timeout" | "stopped" | "name" | "refused" | "cut" | "tls" | "redirect" | "other";

/** A request without a whole answer. */
export interface HttpFailure {
  failed: FailureKind;
  /** In words for people, without secrets: no header and no query. */
  reason: string;
  /** Milliseconds until it was known. */
  ms: number;
}

const codes: Record<string, FailureKind> = {
  ENOTFOUND: "name",
  EAI_AGAIN: "name",
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "refused",
  ENETUNREACH: "refused",
  ECONNRESET: "cut",
  EPIPE: "cut",
  UND_ERR_SOCKET: "cut",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  CERT_HAS_EXPIRED: "tls",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
  SELF_SIGNED_CERT_IN_CHAIN: "tls",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls",
};

const words: Record<FailureKind, string> = {
  timeout: "no whole answer in time",
  stopped: "stopped before its answer",
  name: "the name does not resolve",
  refused: "no connection",
  cut: "the connection ended before the answer did",
  tls: "the certificate is not good",
  redirect: "a redirect that leads nowhere",
  other: "no answer",
};

/** @param withinMs the deadline, where that is what ended the request. */
export function failureOf(error: unknown, withinMs: number | undefined): Omit<HttpFailure, "ms"> {
  if (withinMs !== undefined) return { failed: "timeout", reason: `${words.timeout} (${withinMs} ms)` };
  const name = error instanceof Error ? error.name : "";
  if (name === "AbortError" || name === "TimeoutError") return { failed: "stopped", reason: words.stopped };
  const code = codeOf(error);
  const failed = kindOf(code);
  return { failed, reason: `${words[failed]}${code ? ` (${code})` : ""}` };
}

/** What stands behind fetch's "fetch failed". */
function codeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ("code" in at && typeof at.code === "string") return at.code;
    // Several addresses were tried: the first one's reason stands for all.
    if (at instanceof AggregateError) {
      const [first] = at.errors.map(codeOf);
      if (first) return first;
    }
  }
  return undefined;
}

function kindOf(code: string | undefined): FailureKind {
  if (code === undefined) return "other";
  if (Object.hasOwn(codes, code)) return codes[code] ?? "other";
  if (/CERT|TLS|SSL/.test(code)) return "tls";
  return /^HPE_|UND_ERR_RES|UND_ERR_BODY/.test(code) ? "cut" : "other";
}
