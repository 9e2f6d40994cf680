/**
 * The addresses in answers. Names under `.localhost` never leave the machine (RFC 6761), so a client that
 * follows one cannot reach the real GitHub with a sandbox token; and they do not change with the server's port.
 */
export const web = "https://github.localhost";
export const api = `${web}/api/v3`;

export const repositoryUrl = (owner: string, name: string): string => `${api}/repos/${owner}/${name}`;
export const repositoryPage = (owner: string, name: string): string => `${web}/${owner}/${name}`;

/** Escapes a path but keeps its slashes. */
export const escapePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** A GraphQL node id: a prefix per kind and the number. */
export function nodeId(prefix: string, id: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(id));
  return `${prefix}_kgD${bytes.toString("base64url")}`;
}
