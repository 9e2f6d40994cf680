import { createHash, randomBytes } from "node:crypto";
import type { Cloud } from "../world/world.ts";
import type { GithubDocument } from "./document.ts";
import { findUser } from "./lookup.ts";

const digest = (token: string): string => createHash("sha256").update(token).digest("hex");

/**
 * Makes a token for a login. Only its hash is kept, so it cannot be read again.
 *
 * @throws Error when nobody has the login.
 */
export function issueToken(cloud: Cloud<GithubDocument>, login: string): string {
  const token = `sandbox_${randomBytes(20).toString("hex")}`;
  cloud.change((state) => {
    const user = findUser(state, login);
    if (!user) {
      const known = state.users.map((one) => one.login).join(", ");
      throw new Error(`No token for ${login}: the sandbox's GitHub knows only ${known}.`);
    }
    state.tokens.push({ sha256: digest(token), login: user.login });
  });
  return token;
}

/** The login behind an `Authorization` header (Bearer, token or Basic); undefined when it is none of ours. */
export function loginOf(state: GithubDocument, header: string | undefined): string | undefined {
  const [scheme = "", value = ""] = (header ?? "").split(/\s+/);
  const token = /^basic$/i.test(scheme)
    ? Buffer.from(value, "base64").toString("utf8").split(":").at(-1)
    : /^(bearer|token)$/i.test(scheme)
      ? value
      : undefined;
  if (token === undefined) return undefined;
  return state.tokens.find((one) => one.sha256 === digest(token))?.login;
}
