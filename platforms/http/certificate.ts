import { connect } from "node:tls";

/** A server's certificate. */
export interface Certificate {
  /** Milliseconds since 1970. */
  validTo: number;
  /** Why a client would refuse it; undefined where it would not. */
  refused: string | undefined;
}

/**
 * Reads the certificate that a server shows, one that clients would refuse too.
 *
 * @param authorities certificates in PEM that are trusted instead of the public ones, for a company's own.
 * @returns the reason, where there is none to read.
 */
export function readCertificate(
  host: string,
  port: number,
  withinMs: number,
  authorities?: string,
): Promise<Certificate | { failed: string }> {
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      // An address has no name to ask for (RFC 6066, 3).
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      // It is judged below: a refused handshake would show nothing.
      rejectUnauthorized: false,
      timeout: withinMs,
      ...(authorities === undefined ? {} : { ca: authorities }),
    });
    const end = (result: Certificate | { failed: string }) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("timeout", () => end({ failed: `no handshake within ${withinMs} ms` }));
    socket.once("error", (error) => end({ failed: "code" in error ? String(error.code) : error.message }));
    socket.once("secureConnect", () => {
      const { valid_to: validTo } = socket.getPeerCertificate();
      const at = Date.parse(validTo ?? "");
      const { authorizationError: refusal } = socket;
      end(
        Number.isNaN(at)
          ? { failed: "the server shows no certificate" }
          : { validTo: at, refused: socket.authorized ? undefined : reasonOf(refusal) },
      );
    });
  });
}

function reasonOf(refusal: unknown): string {
  if (refusal instanceof Error) return "code" in refusal ? String(refusal.code) : refusal.message;
  return String(refusal);
}
