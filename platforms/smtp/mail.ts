export interface SmtpServer {
  host: string;
  /** 465 is TLS from the start; every other port begins in the open and must change to TLS. */
  port: number;
  user?: string | undefined;
  password?: string | undefined;
}

export interface Mail {
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
}

/** What the server said. `again` tells whether another try can help. */
export type MailAnswer = { taken: true } | { taken: false; why: string; again: boolean };

/** A server on this machine may be one without TLS: nothing leaves it. */
const isHere = (host: string) => /^(127\.0\.0\.1|::1|localhost)$/.test(host);

/**
 * Sends one mail. Credentials and texts go over TLS only, but for a server on this machine.
 *
 * @param withinMs milliseconds for each step of the exchange.
 */
export async function sendMail(server: SmtpServer, mail: Mail, withinMs: number): Promise<MailAnswer> {
  // Loaded when it is needed: no other command has to wait for it.
  const { createTransport } = await import("nodemailer");
  const { host, port, user, password } = server;
  const transport = createTransport({
    host,
    port,
    secure: port === 465,
    requireTLS: !isHere(host),
    ignoreTLS: false,
    ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
    connectionTimeout: withinMs,
    greetingTimeout: withinMs,
    socketTimeout: withinMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { rejected } = await transport.sendMail({
      from: mail.from,
      to: [...mail.to],
      subject: mail.subject,
      text: mail.text,
      // RFC 3834: no answer of a machine to a machine.
      headers: { "Auto-Submitted": "auto-generated" },
    });
    if (rejected.length === 0) return { taken: true };
    return { taken: false, why: `${host} does not take mail for ${rejected.join(", ")}`, again: false };
  } catch (error) {
    return { taken: false, ...failureOf(error, `${host}:${port}`) };
  } finally {
    transport.close();
  }
}

function failureOf(error: unknown, where: string): { why: string; again: boolean } {
  if (!(error instanceof Error)) return { why: `${where}: ${error}`, again: false };
  const status = "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : 0;
  const code = "code" in error ? String(error.code) : "";
  // RFC 5321, 4.2.1: 4yz may pass, 5yz does not. Without a status the exchange broke off.
  const again = status === 0 ? code !== "EAUTH" && code !== "ETLS" : status < 500;
  return { why: `${where}: ${error.message.split("\n")[0]}`, again };
}
